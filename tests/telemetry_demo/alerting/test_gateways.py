"""Gateways get the live rules, confirm them, and their alarms become alerts of their own team once."""

from datetime import timedelta

import pytest

from telemetry_demo.alerting.edges import hear_gateway, orders_for
from telemetry_demo.alerting.following import catch_up
from telemetry_demo.alerting.models import Alert, Gateway
from telemetry_demo.alerting.pages import shown_gateways
from telemetry_demo.alerting.services import make_live, retire_rule
from telemetry_demo.models import Trial
from tests.factories import owner_of
from tests.telemetry.lines import line
from tests.telemetry_demo.alerting.world import FAST, NOW, a_team, beats, change, commit, live_rule, second, tried

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
SAID = {"digest": "", "refused": {}, "read": 100, "passed": 10, "waiting": 0, "bytes_read": 1000, "bytes_sent": 150}


def alarm(seq, version, value, *, after, **other):
    return line(seq, value, device="edge:W4", after=after, signal=f"alarm.{version.pk}", **other)


def hear(team, **said):
    return hear_gateway(name="edge:W4", team_id=team.pk, said=SAID | said, now=NOW)


def test_a_gateway_has_the_live_rules_only_once_it_says_so_itself():
    team = a_team()
    rule = live_rule(team)
    orders = hear(team)
    live = rule.versions.get()
    assert orders.rules == [{"version": live.pk, "text": FAST}]
    assert Gateway.objects.get().obeys == []
    hear(team, digest=orders.digest)
    assert Gateway.objects.get().obeys == [live.pk]
    [shown] = shown_gateways(Gateway.objects.all(), live, NOW)
    assert (shown.state, shown.saved) == ("obeys", 85)
    [shown] = shown_gateways(Gateway.objects.all(), live, NOW + timedelta(minutes=1))
    assert shown.state == "away"


def test_a_new_version_is_a_new_digest_and_a_refusal_is_kept_with_its_reason():
    team = a_team()
    rule = live_rule(team)
    before = orders_for(team.pk)
    change(rule, FAST.replace("100", "90"))
    tried(rule)
    version = make_live(rule=rule, actor=owner_of(team), now=NOW)
    orders = orders_for(team.pk)
    assert orders.digest != before.digest
    hear(team, digest=orders.digest, refused={str(version.pk): "Line 1, column 3: too new"})
    assert Gateway.objects.get().obeys == []
    [shown] = shown_gateways(Gateway.objects.all(), version, NOW)
    assert (shown.state, shown.reason) == ("refused", "Line 1, column 3: too new")
    retire_rule(rule=rule, actor=owner_of(team), now=NOW)
    assert orders_for(team.pk).rules == []


def test_an_alarm_of_a_gateway_is_one_alert_with_its_end_however_often_it_is_read():
    team = a_team()
    version = live_rule(team).versions.get()
    commit(alarm(1, version, 1, after=20), part="a")
    catch_up(now=NOW)
    commit(alarm(1, version, 1, after=20), alarm(2, version, 0, after=40), part="b")
    catch_up(now=NOW)
    alert = Alert.objects.get()
    assert (alert.message, alert.began, alert.ended, alert.rings) == ("fast", second(20), second(40), True)


def test_the_servers_rules_leave_to_a_gateway_what_it_has_watched():
    live_rule(a_team())
    commit(*beats(*[130] * 20, device="edge:W4"), part="a")
    catch_up(now=NOW)
    assert not Alert.objects.exists()


def test_a_gateway_raises_no_alarm_by_rules_of_another_team_or_of_none():
    team = a_team()
    version = live_rule(team).versions.get()
    Trial.objects.update_or_create(name="T2", defaults={"team_id": team.pk + 1})
    commit(
        alarm(1, version, 1, after=20, trial="T2"), line(2, 1, device="edge:W4", signal="alarm.987654"),
        line(3, 1, device="edge:W4", signal="alarm.x"), line(4, 1, device="D1", signal=f"alarm.{version.pk}"), part="a",
    )  # fmt: skip
    catch_up(now=NOW)
    assert not Alert.objects.exists()
