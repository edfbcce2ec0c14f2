"""Simulated people, faulty sensors and bad networks: nothing is lost, and the same seed gives the same events."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from random import Random
from statistics import median

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from telemetry_demo.signals import SIGNALS
from telemetry_demo.simulator.bodies import Body, Sample, measured
from telemetry_demo.simulator.devices import fleet, line
from telemetry_demo.simulator.faults import Faults, delivered, drifting, leads_off, reordered, skewed, stuck
from telemetry_demo.simulator.nas import Habits, drop_files, full_files
from telemetry_demo.simulator.pacing import at_rate, at_speed, until
from telemetry_demo.simulator.recordings import replayed

START = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = timedelta(seconds=30)


def day(body: Body, seed: int = 1) -> list[Sample]:
    samples = measured(body=body, rng=Random(seed), start=START, every=EVERY)
    end = START + timedelta(days=1)
    return [sample for sample in islice(samples, 4000) if sample.at < end]


def rates(samples) -> list[float]:
    return [sample.value for sample in samples if sample.signal == "heart_rate"]


def test_every_value_is_one_that_a_working_sensor_can_report():
    for sample in day(Body(efforts_per_hour=3, episodes_per_day=6, ectopics_per_hour=120)):
        signal = SIGNALS[sample.signal]
        assert signal.low <= sample.value <= signal.high


def test_a_heart_beats_slower_by_night_than_by_day():
    calm = day(Body(efforts_per_hour=0, episodes_per_day=0))
    night = median(rates(s for s in calm if 2 <= s.at.hour < 6))
    noon = median(rates(s for s in calm if 14 <= s.at.hour < 18))
    assert noon - night > 8


def test_effort_comes_only_by_day_and_moves_heart_steps_and_saturation_together():
    active = day(Body(efforts_per_hour=3, episodes_per_day=0, ectopics_per_hour=0, wander=0.5))
    steps = {s.at: s.value for s in active if s.signal == "activity"}
    heart = {s.at: s.value for s in active if s.signal == "heart_rate"}
    moving = [at for at, value in steps.items() if value > 60]
    assert moving
    assert all(7 <= at.hour < 23 for at in moving)
    assert median(heart[at] for at in moving) - median(heart[at] for at in steps if steps[at] < 10) > 30


def test_ectopic_beats_are_single_readings_far_from_their_neighbours():
    ectopic = rates(day(Body(efforts_per_hour=0, episodes_per_day=0, ectopics_per_hour=6, wander=0.5)))
    jumps = sum(abs(value / usual - 1) > 0.2 for usual, value in pairwise(ectopic))
    calm = rates(day(Body(efforts_per_hour=0, episodes_per_day=0, ectopics_per_hour=0, wander=0.5)))
    assert 150 < jumps < 450  # about 6 an hour for a day, each a jump there and back
    assert not any(abs(value / usual - 1) > 0.2 for usual, value in pairwise(calm))


def test_a_persons_events_do_not_depend_on_how_many_others_there_are():
    few = islice(fleet(patients=1, seed=7, start=START, every=EVERY), 50)
    many = islice(fleet(patients=5, seed=7, start=START, every=EVERY), 500)
    assert list(few) == [event for event in many if event["device"] == "D1"][:50]
    assert list(islice(fleet(patients=1, seed=8, start=START, every=EVERY), 50)) != few


def test_a_fleet_is_in_time_order_and_each_device_counts_from_one():
    events = list(islice(fleet(patients=4, seed=1, start=START, every=EVERY), 400))
    assert [event["ts"] for event in events] == sorted(event["ts"] for event in events)
    for device in ("D1", "D2", "D3", "D4"):
        seqs = [event["seq"] for event in events if event["device"] == device]
        assert seqs == list(range(1, len(seqs) + 1))


def test_a_line_is_one_json_object_in_the_wire_format():
    event = next(fleet(patients=1, seed=1, start=START, every=EVERY))
    text = line(event)
    assert text.count(b"\n") == 1
    assert msgspec.json.decode(text) == event
    assert list(event) == ["trial", "patient", "visit", "device", "seq", "ts", "signal", "value"]
    assert event["ts"].endswith("Z")
    assert datetime.fromisoformat(event["ts"]) - START < EVERY


def steady(count: int, value=70.0) -> list[Sample]:
    return [Sample(START + index * EVERY, "heart_rate", value + index % 7) for index in range(count)]


def test_loose_electrodes_take_away_heart_rates_and_nothing_else():
    mixed = [*steady(500), Sample(START + 500 * EVERY, "spo2", 97.0)]
    left = list(leads_off(mixed, rng=Random(1), per_hour=3, minutes=5))
    assert 100 < len(left) < 480
    assert set(left) < set(mixed)
    assert left[-1].signal == "spo2"


def test_a_stuck_sensor_repeats_itself_at_the_right_times():
    samples = steady(500)
    shown = list(stuck(samples, rng=Random(1), per_hour=3, minutes=5))
    assert [s.at for s in shown] == [s.at for s in samples]
    repeated = sum(a.value == b.value for a, b in pairwise(shown))
    assert repeated > 20  # the steady samples themselves never repeat


def test_drift_grows_by_the_hour_and_a_wrong_clock_is_wrong_by_the_same_time():
    flat = [Sample(START + timedelta(hours=hours), "heart_rate", 70.0) for hours in range(3)]
    assert [s.value for s in drifting(flat, per_hour=1.5)] == [70.0, 71.5, 73.0]
    assert [s.at for s in skewed(flat, by=timedelta(hours=-1))] == [s.at - timedelta(hours=1) for s in flat]


@settings(max_examples=40)
@given(count=st.integers(0, 200), share=st.floats(0, 1), places=st.integers(1, 30), seed=st.integers(0, 99))
def test_disorder_loses_nothing_and_overtakes_by_no_more_than_the_places(count, share, places, seed):
    out = list(reordered(range(count), rng=Random(seed), share=share, places=places))
    assert sorted(out) == list(range(count))
    for position, item in enumerate(out):
        assert sum(later > item for later in out[:position]) <= places


def test_a_bad_network_doubles_about_the_share_that_was_asked_for():
    out = Counter(delivered(range(20_000), faults=Faults(duplicates=0.1, disorder=0.1, places=50), rng=Random(3)))
    assert set(out) == set(range(20_000))
    assert set(out.values()) == {1, 2}
    assert 1_700 < sum(count == 2 for count in out.values()) < 2_300


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_events_are_let_go_at_their_own_time_so_many_times_as_fast():
    clock = Clock()
    events = islice(fleet(patients=1, seed=1, start=START, every=timedelta(seconds=10)), 30)
    told = [(clock.now, event["ts"]) for event in at_speed(events, speed=5, clock=clock, sleep=clock.sleep)]
    first = datetime.fromisoformat(told[0][1])
    for moment, stamp in told:
        assert moment - 100 == pytest.approx((datetime.fromisoformat(stamp) - first).total_seconds() / 5)


def test_a_rate_holds_whatever_the_events_own_clocks_say():
    clock = Clock()
    times = [clock.now for _ in at_rate(range(5), per_second=4, clock=clock, sleep=clock.sleep)]
    assert times == pytest.approx([100, 100.25, 100.5, 100.75, 101])


def test_it_ends_before_the_end():
    events = list(until(fleet(patients=2, seed=1, start=START, every=EVERY), START + timedelta(minutes=5)))
    assert sum(event["signal"] == "heart_rate" for event in events) == 20
    assert max(event["ts"] for event in events) < "2026-01-05T00:05:00.000Z"


def test_a_recording_is_replayed_from_now_with_a_device_for_each_record():
    lines = ["record,t_s,heart_rate_bpm,rhythm", "100,5,75.1,N", "100,10,73.9,N", "101,5,60,N"]
    told = [(e["device"], e["seq"], e["ts"][11:19], e["value"]) for e in replayed(lines, start=START)]
    assert told == [("R100", 1, "00:00:00", 75.1), ("R101", 1, "00:00:00", 60.0), ("R100", 2, "00:00:05", 73.9)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a,b", "1,2"], "It needs heart_rate_bpm"),
        ([], "(none)"),
        (["t_s,heart_rate_bpm", "1,70", "2,fast"], "Line 3: heart_rate_bpm is 'fast'"),
        (["t_s,heart_rate_bpm", "1,nan"], "Line 2: heart_rate_bpm is 'nan'"),
        (["time,heart_rate_bpm", "noon,70"], "Line 2: time is 'noon'"),
        (["t_s,heart_rate_bpm", "1"], "Line 2: heart_rate_bpm is None"),
    ],
)
def test_a_broken_recording_is_refused_with_its_line_and_column(lines, said):
    with pytest.raises(Invalid) as refused:
        list(replayed(lines, start=START))
    assert said in refused.value.text
    assert refused.value.field == "recording"


@given(sizes=st.lists(st.integers(1, 40), max_size=30))
def test_files_are_full_but_never_cut_a_line(sizes):
    lines = [b"x" * size + b"\n" for size in sizes]
    files = list(full_files(lines, size=50))
    assert b"".join(files) == b"".join(lines)
    assert all(len(file) <= 50 and file.endswith(b"\n") for file in files)
    for file, following in pairwise(files):
        assert len(file) + following.index(b"\n") + 1 > 50  # one line more would not have fitted


def test_the_nas_delivers_every_file_some_twice_and_in_any_order(tmp_path):
    lines = [b"%05d\n" % number for number in range(600)]
    habits = Habits(bytes=60, twice=0.3, late=0.5)
    written = list(drop_files(lines, folder=tmp_path / "in", prefix="a", habits=habits, rng=Random(2)))
    assert [path.name for path in written] != sorted(path.name for path in written)
    again = [path for path in written if path.stem.endswith("-again")]
    assert 5 < len(again) < 35
    for path in again:
        assert path.read_bytes() == path.with_name(path.name.replace("-again", "")).read_bytes()
    once = sorted(path for path in written if path not in again)
    assert b"".join(path.read_bytes() for path in once) == b"".join(lines)
    assert not list((tmp_path / "in").glob("*.part"))
