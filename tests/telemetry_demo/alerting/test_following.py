"""Live rules follow what the pipeline commits: once, in order, over restarts, and in silence."""

from datetime import timedelta

import pytest

from telemetry_demo.alerting import following
from telemetry_demo.alerting.following import catch_up, follow_once
from telemetry_demo.alerting.models import Alert, FollowedUpTo, WatchedStream
from telemetry_demo.alerting.queries import alerts_since
from telemetry_demo.alerting.services import make_live, retire_rule
from telemetry_demo.models import Trial
from tests.factories import owner_of
from tests.telemetry_demo.alerting.world import FAST, NOW, a_team, beats, change, commit, live_rule, second, tried

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
FAST_BEATS = (70, 130, 130, 130, 130, 130, 130, 130, 60, 60, 60, 60)


def found():
    return [
        (alert.patient, alert.message, alert.began, alert.ended) for alert in Alert.objects.order_by("began", "patient")
    ]


def test_an_alert_begins_and_ends_at_its_exact_times_and_says_its_numbers():
    live_rule(a_team())
    commit(*beats(*FAST_BEATS), part="a")
    assert follow_once(now=NOW) == 12
    [alert] = Alert.objects.all()
    assert (alert.began, alert.ended, alert.rings) == (second(20), second(40), True)
    assert alert.values == {"mean(heart_rate, 10 s)": 130}
    assert follow_once(now=NOW) == 0


def test_commits_that_come_one_by_one_and_out_of_order_find_the_same():
    live_rule(a_team())
    lines = beats(*FAST_BEATS)
    lines[2], lines[3] = lines[3], lines[2]
    for number, one in enumerate(lines):
        commit(one, part=f"part {number}")
        follow_once(now=NOW)
    assert found() == [("P100", "fast", second(20), second(40))]


def test_a_pass_that_is_killed_before_its_commit_is_done_again_to_the_same_end(monkeypatch):
    live_rule(a_team())
    lines = beats(*FAST_BEATS)
    commit(*lines[:7], part="a")
    catch_up(now=NOW)
    commit(*lines[7:], part="b")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(following, "_save", killed)
        with pytest.raises(KeyboardInterrupt):
            follow_once(now=NOW)
    assert found() == [("P100", "fast", second(20), None)]
    catch_up(now=NOW)
    assert found() == [("P100", "fast", second(20), second(40))]


def test_silence_is_told_by_the_servers_clock_once_and_ends_with_the_next_reading():
    live_rule(a_team(), 'when missing(heart_rate, 60 s) then alert "no signal"', "Silence")
    commit(*beats(70, 70), part="a")
    follow_once(now=NOW)
    follow_once(now=NOW + timedelta(seconds=64))
    assert found() == []
    for seconds in (66, 70, 500):
        follow_once(now=NOW + timedelta(seconds=seconds))
    assert found() == [("P100", "no signal", second(65), None)]
    assert not WatchedStream.objects.filter(wakes_at__lte=NOW + timedelta(days=1)).exists()
    commit(*beats(70, 70, 70, start=600, seq=3), part="b")
    follow_once(now=NOW + timedelta(seconds=600))
    assert found() == [("P100", "no signal", second(65), second(600))]


def test_a_new_version_takes_over_while_the_pipeline_runs_and_the_old_ones_alert_ends():
    rule = live_rule(a_team())
    commit(*beats(*FAST_BEATS[:7]), part="a")
    catch_up(now=NOW)
    change(rule, 'when heart_rate > 100 then flag "quick"')
    tried(rule)
    make_live(rule=rule, actor=owner_of(rule.team), now=NOW)
    assert Alert.objects.get().ended is not None
    commit(*beats(*FAST_BEATS[7:], start=35, seq=8), part="b")
    catch_up(now=NOW)
    assert [(alert.message, alert.rings) for alert in Alert.objects.order_by("began")] == [
        ("fast", True),
        ("quick", False),
    ]
    assert alerts_since(rule.team_id, NOW - timedelta(hours=3)) == 1


def test_a_retired_rule_finds_nothing_and_forgets():
    rule = live_rule(a_team())
    commit(*beats(*FAST_BEATS[:3]), part="a")
    catch_up(now=NOW)
    retire_rule(rule=rule, actor=owner_of(rule.team), now=NOW)
    assert not WatchedStream.objects.exists()
    commit(*beats(*FAST_BEATS[3:], start=15, seq=4), part="b")
    catch_up(now=NOW)
    assert found() == []


def test_a_team_hears_of_its_own_trials_only():
    live_rule(a_team())
    commit(*beats(*FAST_BEATS, trial="T2"), *beats(*FAST_BEATS, trial="T3", device="D2"), part="a")
    Trial.objects.filter(name="T2").update(team_id=987_654)
    catch_up(now=NOW)
    assert found() == []


def test_a_clock_from_the_future_does_not_silence_a_patient():
    live_rule(a_team())
    commit(*beats(70, start=400 * 86_400, device="D2"), part="a")
    commit(*beats(*FAST_BEATS), part="b")
    catch_up(now=NOW)
    assert found() == [("P100", "fast", second(20), second(40))]


def test_every_patient_has_a_memory_of_their_own():
    live_rule(a_team())
    lines = [beats(*FAST_BEATS, patient=f"P{n}", device=f"D{n}", start=n) for n in range(3)]
    commit(*(one for together in zip(*lines, strict=True) for one in together), part="a")
    catch_up(now=NOW)
    assert found() == [(f"P{n}", "fast", second(20 + n), second(40 + n)) for n in range(3)]


def test_the_first_pass_of_all_begins_with_what_comes_after_it():
    live_rule(a_team())
    FollowedUpTo.objects.all().delete()
    commit(*beats(*FAST_BEATS), part="a")
    assert follow_once(now=NOW) == 0
    commit(*beats(70, start=60, seq=13), part="b")
    assert follow_once(now=NOW) == 1
    assert found() == []


def test_a_try_finds_in_the_past_what_the_live_rule_has_found_whatever_order_it_came_in():
    rule = live_rule(a_team())
    lines = beats(*FAST_BEATS)
    commit(*reversed(lines), part="a")
    change(rule, FAST.replace("100", "60"))
    done = tried(rule)
    assert (done.failed, done.readings, done.streams) == ("", 12, 1)
    assert done.before == [["T1", "P100", "V1", second(20), second(40)]]
    assert done.found == [["T1", "P100", "V1", second(10), second(45)]]
