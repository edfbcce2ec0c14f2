import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from stories.backlog.queries import is_ready
from stories.backlog.rules import age_in_months, is_stale, months_before, usual_largest
from stories.labels.services import create_epic, create_label
from stories.models import Story
from stories.rules import Gate, Kind, ready_gaps
from stories.story.queries import facts_of
from stories.story.services import archive_story
from stories.workflow.services import add_checklist_item
from tests.factories import (
    NOW,
    finish,
    make_member,
    make_persona,
    make_running_sprint,
    make_story,
    make_team,
    owner_of,
    tick_all,
)  # fmt: skip
from tests.stories.world import HTMX, address, signed_in

HALF_A_YEAR = timedelta(days=190)


def _titles(answer) -> list[str]:
    return [row.story.title for row in answer.context["page"].rows]


def _ask(team, query: str, **more):
    return signed_in(owner_of(team)).get(address(team, "backlog") + query, **more)


@pytest.fixture
def team(db):
    """A backlog in which each filter finds another story."""
    team, now = make_team(), timezone.now()
    actor = owner_of(team)
    who = {"actor": actor, "now": now}
    member = make_member(team, name="Priya Nair")
    make_story(team, "Plain", now=now)
    make_story(team, "Of a patient", persona=make_persona(team, "Patient"), now=now)
    make_story(team, "A bug", kind=Kind.BUG, now=now)
    make_story(team, "Labelled", labels=[create_label(team=team, name="gateway", **who)], now=now)
    make_story(team, "In an epic", epic=create_epic(team=team, name="Night", **who), now=now)
    make_story(team, "Not estimated", points=None, now=now)
    make_story(team, "Large", points=21, now=now)
    make_story(team, "Old", now=now - HALF_A_YEAR)
    make_story(team, "Assigned", assignees=[member], now=now)
    make_story(team, "Speaks of zebras", description="A _zebra_ crosses", now=now)
    make_story(team, "Draft", ready=False, now=now)
    sprinted = make_story(team, "In the sprint", now=now)
    done = make_story(team, "Finished", now=now)
    make_running_sprint(team, stories=[sprinted, done], now=now)
    finish(done, now=now)
    archive_story(story=make_story(team, "Archived", now=now), reason="Old hat", **who)
    return team


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=bug", ["A bug"]),
        ("?points=none", ["Not estimated"]),
        ("?points=big", ["Large"]),
        ("?points=21", ["Large"]),
        ("?age=6", ["Old"]),
        ("?age=12", []),
        ("?text=ZEBRA", ["Speaks of zebras"]),
        ("?text=%25", []),
        ("?ready=no", ["Not estimated", "Draft"]),
        ("?where=sprint", ["In the sprint"]),
        ("?where=done", ["Finished"]),
        ("?where=archived", ["Archived"]),
        ("?kind=bug&points=none", []),
    ],
)
def test_each_filter_finds_its_stories(team, query, found):
    assert _titles(_ask(team, query)) == found


def test_filters_by_things_of_the_team(team):
    story = Story.objects.get
    of = {
        "persona": (story(title="Of a patient").persona_id, ["Of a patient"]),
        "label": (story(title="Labelled").labels.get().pk, ["Labelled"]),
        "epic": (story(title="In an epic").epic_id, ["In an epic"]),
        "assignee": (story(title="Assigned").assignees.get().pk, ["Assigned"]),
        "status": (story(title="Finished").status_id, ["Finished"]),
    }
    for name, (value, found) in of.items():
        assert _titles(_ask(team, f"?{name}={value}")) == found, name
    assert "Assigned" not in _titles(_ask(team, "?assignee=none"))
    assert _titles(_ask(team, "?persona=none")) == ["A bug", "Draft"]


@pytest.mark.parametrize(
    "query", ["?persona=999999", "?persona=x", "?age=7", "?points=-3", f"?text={'x' * 200}", "?text=%00", "?where=moon"]
)
def test_a_filter_that_makes_no_sense_is_left_out_and_said(team, query):
    answer = _ask(team, query)
    assert answer.status_code == 200
    assert len(_titles(answer)) == 11
    assert "is left out" in answer.content.decode()


def test_the_chips_count_the_whole_backlog_and_toggle(team):
    chips = {chip.name: chip for chip in _ask(team, "?points=none&kind=bug").context["chips"]}
    assert {name: chip.count for name, chip in chips.items()} == {
        "all": 11, "ready": 9, "unestimated": 1, "old": 1, "big": 1,
    }  # fmt: skip
    assert chips["unestimated"].is_active
    assert chips["unestimated"].address == "?kind=bug"
    assert chips["big"].address == "?kind=bug&points=big"
    assert not chips["all"].is_active


def test_rows_say_what_the_rules_say(team):
    rows = {row.story.title: row for row in _ask(team, "").context["page"].rows}
    assert rows["Plain"].gaps == []
    assert rows["Old"].age_months == 6
    assert rows["Plain"].age_months is None
    assert rows["Large"].is_big
    assert not rows["Plain"].is_big
    assert rows["Draft"].is_draft


def test_htmx_gets_the_list_and_the_chips_alone(team):
    page = _ask(team, "", headers=HTMX).content.decode()
    assert "<html" not in page
    assert 'id="backlog-list"' in page
    assert 'id="chips"' in page
    back = _ask(team, "", headers=HTMX | {"HX-History-Restore-Request": "true"}).content.decode()
    assert "<html" in back


@pytest.mark.django_db
def test_the_condition_for_the_database_says_ready_exactly_where_the_rule_does():
    team = make_team()
    actor = owner_of(team)
    add_checklist_item(team=team, gate=Gate.READY, text="It can be reproduced", kind=Kind.BUG, actor=actor, now=NOW)
    persona = make_persona(team)
    choices = itertools.product(Kind, [None, persona], ["", "want"], ["", "value"], [None, 3], [True, False])
    for kind, whom, goal, value, points, ticked in choices:
        fields = {"persona": whom, "goal": goal, "value": value, "points": points, "ready": False}
        if kind == Kind.SPIKE:
            fields |= {"timebox_days": 1 if goal else None, "question": value}
        story = make_story(team, f"{kind}", kind=kind, **fields)
        if ticked:
            tick_all(story, Gate.READY, actor=actor)
    ready = set(Story.objects.filter(is_ready(team)).values_list("pk", flat=True))
    assert ready == {story.pk for story in Story.objects.all() if not ready_gaps(facts_of(story))}
    assert ready


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 60])
def test_three_and_sixty_stories_take_the_same_queries(count, django_assert_num_queries):
    team = make_team()
    epic = create_epic(team=team, name="Night", actor=owner_of(team), now=NOW)
    for n in range(count):
        make_story(team, f"Story {n}", epic=epic, criteria=("a", "b"))
    client = signed_in(owner_of(team))
    client.get(address(team, "backlog"))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(address(team, "backlog"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address(team, "backlog"), headers=HTMX)


PAGE_QUERIES = 18
LIST_QUERIES = 12


@pytest.mark.django_db
def test_a_long_backlog_has_pages_and_an_odd_page_number_the_nearest_one():
    team = make_team()
    for n in range(61):
        make_story(team, f"Story {n}", ready=False)
    first, last = _ask(team, ""), _ask(team, "?page=2&kind=story")
    assert (len(_titles(first)), _titles(last)) == (60, ["Story 60"])
    assert [address for _, address in last.context["pages"]] == ["?page=1&kind=story", "?page=2&kind=story"]
    for odd in ("0", "-1", "99", "x", "9" * 5000, "²"):
        assert _ask(team, f"?page={odd}").context["page"].number in (1, 2)


def test_ages_are_counted_in_whole_calendar_months():
    def at(year, month, day):
        return datetime(year, month, day, 12, tzinfo=UTC)

    assert months_before(at(2026, 8, 31), 6) == at(2026, 2, 28)
    assert months_before(at(2026, 1, 15), 1) == at(2025, 12, 15)
    assert age_in_months(at(2026, 1, 31), at(2026, 2, 28)) == 0
    assert age_in_months(at(2026, 1, 31), at(2026, 3, 1)) == 1
    assert age_in_months(at(2026, 1, 15), at(2026, 7, 14)) == 5
    assert age_in_months(at(2026, 1, 15), at(2026, 1, 1)) == 0
    assert is_stale(at(2026, 1, 14), at(2026, 7, 15))
    assert not is_stale(at(2026, 1, 15), at(2026, 7, 15))


def test_the_usual_largest_size_ignores_the_one_giant_that_was_finished_once():
    assert usual_largest([]) == 8
    assert usual_largest([Decimal(3)] * 9) == 8
    assert usual_largest([Decimal(3)] * 10) == 3
    assert usual_largest([Decimal(3)] * 15 + [Decimal(5)] * 4 + [Decimal(21)]) == 5
