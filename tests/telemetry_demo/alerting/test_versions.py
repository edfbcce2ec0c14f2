"""A rule goes from draft over a try to live, back to an older version, and out of use."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import Conflict, Invalid
from telemetry_demo.alerting.language.problems import Unreadable
from telemetry_demo.alerting.models import Alert, RuleVersion
from telemetry_demo.alerting.rules import Spell, Verdict, compared
from telemetry_demo.alerting.services import (
    bring_rule_back,
    make_live,
    retire_rule,
    roll_back,
    save_draft,
    see_alert,
    take_back_seeing,
    write_rule,
)
from telemetry_demo.alerting.tasks import begin_try
from tests.factories import owner_of
from tests.telemetry_demo.alerting.world import FAST, NOW, a_team, change, live_rule, tried

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
SLOW = 'when heart_rate < 40 then alert "slow"'


def states(rule):
    return [(version.number, version.state.value) for version in rule.versions.all()]


def test_a_text_goes_live_only_after_just_this_text_was_tried():
    team = a_team()
    rule, owner = write_rule(team=team, name="Fast", text=FAST, actor=owner_of(team), now=NOW), owner_of(team)
    with pytest.raises(Conflict, match="not tried"):
        make_live(rule=rule, actor=owner, now=NOW)
    tried(rule)
    change(rule, SLOW)
    with pytest.raises(Conflict, match="not tried"):
        make_live(rule=rule, actor=owner, now=NOW)
    tried(rule)
    assert make_live(rule=rule, actor=owner, now=NOW).text == SLOW
    assert states(rule) == [(1, "live")]
    with pytest.raises(Conflict, match="no draft"):
        make_live(rule=rule, actor=owner, now=NOW)


def test_a_text_that_is_no_rule_is_kept_but_neither_tried_nor_made_live():
    rule = live_rule(a_team())
    draft = change(rule, "when hart_rate > 3")
    assert states(rule) == [(2, "draft"), (1, "live")]
    with pytest.raises(Unreadable):
        begin_try(version=draft, days=1, actor=owner_of(rule.team), now=NOW)
    with pytest.raises(Unreadable):
        make_live(rule=rule, actor=owner_of(rule.team), now=NOW)
    with pytest.raises(Invalid):
        begin_try(version=change(rule, FAST + " "), days=2, actor=owner_of(rule.team), now=NOW)


def test_the_second_to_save_is_told_and_the_same_text_again_changes_nothing():
    rule = live_rule(a_team())
    owner = owner_of(rule.team)
    assert save_draft(rule=rule, text=SLOW, seen="1.1", actor=owner, now=NOW).number == 2
    with pytest.raises(Conflict) as refused:
        save_draft(rule=rule, text="mine", seen="1.1", actor=owner, now=NOW)
    assert refused.value.current == {"text": SLOW}
    assert save_draft(rule=rule, text=SLOW, seen="1.1", actor=owner, now=NOW).revision == 1
    assert save_draft(rule=rule, text="mine", seen="2.1", actor=owner, now=NOW).revision == 2


def test_going_back_is_a_new_version_with_its_reason_and_keeps_the_draft():
    rule = live_rule(a_team())
    owner = owner_of(rule.team)
    change(rule, SLOW)
    tried(rule)
    make_live(rule=rule, actor=owner, now=NOW)
    change(rule, "a thought")
    with pytest.raises(Invalid, match="Why"):
        roll_back(rule=rule, number=1, reason=" ", actor=owner, now=NOW)
    with pytest.raises(Conflict):
        roll_back(rule=rule, number=2, reason="It is live", actor=owner, now=NOW)
    again = roll_back(rule=rule, number=1, reason="Too many alarms", actor=owner, now=NOW)
    assert (again.text, again.note) == (FAST, "Version 1 again: Too many alarms")
    assert states(rule) == [(4, "draft"), (3, "live"), (2, "past"), (1, "past")]
    assert rule.versions.get(number=4).text == "a thought"


def test_the_database_allows_one_live_version_and_one_draft():
    rule = live_rule(a_team())
    for live_from in (NOW, None):
        change(rule, SLOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleVersion.objects.create(rule=rule, number=9, text=FAST, saved_at=NOW, live_from=live_from)


def test_a_retired_rule_comes_back_live_as_it_was():
    rule = live_rule(a_team())
    owner = owner_of(rule.team)
    retire_rule(rule=rule, actor=owner, now=NOW)
    assert states(rule) == [(1, "past")]
    rule.refresh_from_db()
    with pytest.raises(Conflict, match="retired"):
        change(rule, SLOW)
    bring_rule_back(rule=rule, actor=owner, now=NOW)
    assert states(rule) == [(1, "live")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "fast"])
def test_a_rule_has_a_name_of_its_own(name):
    team = a_team()
    write_rule(team=team, name="Fast", actor=owner_of(team), now=NOW)
    with pytest.raises(Invalid) as refused:
        write_rule(team=team, name=name, actor=owner_of(team), now=NOW)
    assert refused.value.field == "name"


def test_what_was_said_of_an_alert_can_be_taken_back():
    rule = live_rule(a_team())
    owner = owner_of(rule.team)
    alert = Alert.objects.create(
        team=rule.team, version=rule.versions.first(), trial="T1", patient="P", visit="V", message="fast", rings=True,
        began=1, found_at=NOW,
    )  # fmt: skip
    with pytest.raises(Invalid):
        see_alert(alert=alert, verdict="maybe", actor=owner, now=NOW)
    seen = see_alert(alert=alert, verdict="false", actor=owner, now=NOW)
    assert (seen.verdict, seen.seen_by, seen.seen_at) == ("false", owner, NOW)
    assert take_back_seeing(alert=alert, actor=owner, now=NOW).seen_at is None


def test_a_draft_is_held_against_what_people_said_of_past_alerts():
    def spell(began, ended, patient="P1"):
        return Spell(("T1", patient, "V1"), began, ended)

    judged = [
        (spell(0, 10), Verdict.REAL), (spell(50, 60), Verdict.REAL), (spell(50, 60, "P2"), Verdict.REAL),
        (spell(100, None), Verdict.FALSE), (spell(20, 30), Verdict.FALSE),
    ]  # fmt: skip
    found = [spell(9, 12), spell(60, None)]
    said = compared(found, [spell(1, 2)], judged)
    assert (said.found, said.before, said.real_found, said.real, said.missed) == (2, 1, 2, 3, 1)
    assert (said.false_found, said.false) == (1, 2)
    assert compared(found, None, []).before is None
