"""How fast events come and how long they waited, as the strip tells it (TEL-9)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_demo.management.commands.telemetry_serve import Service
from telemetry_demo.models import Pace
from telemetry_demo.pace.queries import figures_of
from telemetry_demo.pace.rules import spark, time_step, wait_ms, wait_step, waited_ms
from telemetry_demo.pace.services import forget_old_pace
from telemetry_demo.pipeline.services import Pipeline
from telemetry_demo.sources.base import START, Chunk, Mark
from telemetry_demo.sources.simulated import SimulatedSource
from telemetry_demo.times import micros
from telemetry_demo.trials.services import claim_trial
from tests.factories import make_team
from tests.telemetry.lines import line

IN_BOTH = pytest.mark.django_db(databases=["default", "telemetry"])
NOW = datetime(2026, 1, 5, 12, 0, 5, tzinfo=UTC)


@given(st.lists(st.floats(0.0005, 3600), min_size=1, max_size=50), st.sampled_from([0.5, 0.99]))
def test_a_wait_is_told_to_within_nine_percent(waits, share):
    steps = {}
    for wait in waits:
        steps[wait_step(wait)] = steps.get(wait_step(wait), 0) + 1
    rank = max(1, -(-int(share * 100) * len(waits) // 100))
    true = max(1.0, sorted(waits)[rank - 1] * 1000)
    assert true * 0.999 <= waited_ms(steps, share) <= true * 1.0906


def test_nothing_that_waited_has_no_middle_and_a_clock_that_went_back_no_negative_wait():
    assert waited_ms({}, 0.5) is None
    assert wait_ms(wait_step(-5)) == 1


def test_a_small_line_stays_in_its_box_and_a_flat_one_is_a_line():
    assert spark([1]) == ""
    assert spark([0, 10]) == "M0.0,15.0 L56.0,1.0"
    assert spark([3, 3]) == "M0.0,15.0 L56.0,15.0"


def pace(at, wait, events, trial="T1"):
    Pace.objects.create(at=time_step(micros(at)), trial=trial, wait=wait_step(wait), events=events)


@IN_BOTH
def test_figures_are_those_of_the_teams_own_trials_in_the_last_minute():
    assert figures_of(7, NOW) is None
    claim_trial(name="T1", team_id=7)
    claim_trial(name="T9", team_id=8)
    pace(NOW - timedelta(seconds=20), 0.010, 590)
    pace(NOW - timedelta(seconds=30), 0.500, 10)
    pace(NOW - timedelta(seconds=90), 9.0, 6000)
    pace(NOW - timedelta(seconds=20), 9.0, 6000, trial="T9")
    found = figures_of(7, NOW)
    assert (found.events, found.patients, found.lag, found.alerts) == (10.0, 0, None, 0)
    assert (found.p50, found.p99) == (pytest.approx(10, rel=0.1), pytest.approx(500, rel=0.1))


@IN_BOTH
def test_what_is_committed_is_counted_by_trial_with_its_wait_and_the_past_is_not():
    claim_trial(name="T1", team_id=7)
    now, pipeline = datetime.now(UTC), Pipeline()
    text = line(1, ts=now.isoformat())
    pipeline.take([Chunk("past", line(5, after=1), 1, START, Mark(offset=1))])
    assert not pipeline.owes
    pipeline.take([Chunk("a", text + b"\n" + line(2), 1, START, Mark(offset=9), now.timestamp() - 2)])
    assert pipeline.owes
    pipeline.take([])
    assert not pipeline.owes
    [row] = Pace.objects.all()
    assert (row.trial, row.events) == ("T1", 2)
    assert wait_ms(row.wait) >= 2000
    found = figures_of(7, now)
    assert found.patients == 1
    assert found.lag <= 1


@IN_BOTH
def test_the_service_takes_in_what_monitors_measure_and_tells_everybody_who_listens(monkeypatch):
    team = make_team()
    claim_trial(name="T1", team_id=team.pk)
    told = []
    monkeypatch.setattr("telemetry_demo.pace.services.whisper", lambda *frame: told.append(frame))
    source = SimulatedSource(trial="T1", patients=3, now=datetime.now(UTC) - timedelta(seconds=10))
    service = Service([source])
    service.once()
    service._tell()
    topic, kind, figures = told[-1]
    assert (topic, kind, figures["patients"]) == (f"telemetry:{team.pk}", "figures", 3)
    assert figures["p99"] > 0
    assert sum(Pace.objects.values_list("events", flat=True)) > 30


@IN_BOTH
def test_old_pace_is_forgotten():
    pace(NOW - timedelta(hours=26), 1, 5)
    pace(NOW, 1, 5)
    assert forget_old_pace(now=NOW) == 1
