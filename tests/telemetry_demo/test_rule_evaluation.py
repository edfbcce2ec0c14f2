"""Rules over event time, held against their definition: truth asked at every second of a small stream."""

from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_demo.alerting.language.evaluation import Kept, Watch, restored
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.tree import SECOND, All, Any, Comparison, Lasting, Missing, Not

END = 80  # seconds of the small streams


def found(text: str, readings, *, until: int = END, patience: int = 0):
    """(began, second) of every finding; readings are (second, signal, value)."""
    watch = Watch(parse(text), patience=patience * SECOND)
    told = [finding for at, signal, value in readings for finding in watch.read(at * SECOND, signal, value)]
    told += watch.advance(until * SECOND)
    return [(finding.began, finding.at / SECOND) for finding in told]


def beats(*values: float, every: int = 5, start: int = 0):
    return [(start + index * every, "heart_rate", value) for index, value in enumerate(values)]


def test_the_mean_has_to_hold_without_a_break_for_the_whole_time():
    text = 'when mean(heart_rate, 10 s) > 100 for 15 s then alert "fast"'
    assert found(text, beats(90, 130, 130, 130, 130, 130, 60, 60, 60)) == [(True, 20), (False, 30)]
    assert found(text, beats(90, 130, 130, 60, 60, 130, 130, 130, 60, 60)) == []


def test_a_mean_that_equals_the_threshold_is_not_above_it():
    assert found('when mean(heart_rate, 20 s) > 70.1 then alert "x"', beats(70.1, 70.1, 70.1)) == []
    assert found('when mean(heart_rate, 20 s) >= 70.1 then alert "x"', beats(70.1, 70.1, 70.1))[0] == (True, 0)


def test_a_window_lets_go_of_a_reading_between_two_others():
    readings = [(0, "heart_rate", 150), (6, "heart_rate", 60)]
    assert found('when max(heart_rate, 10 s) > 100 then alert "x"', readings) == [(True, 0), (False, 10)]


def test_silence_is_told_when_it_is_long_enough_and_ends_with_the_next_reading():
    text = 'when missing(heart_rate, 20 s) then alert "no signal"'
    assert found(text, [*beats(70, 70), (40, "heart_rate", 70)], until=50) == [(True, 25), (False, 40)]
    assert found(text, [(0, "spo2", 97)]) == []  # without the sensor nothing is missing


def test_few_readings_are_told_only_once_the_window_was_followed_to_its_end():
    text = 'when count(heart_rate, 20 s) < 3 then alert "poor contact"'
    assert found(text, beats(*[70] * 9), until=40) == []
    assert found(text, [*beats(*[70] * 5), (50, "heart_rate", 70)], until=52) == [(True, 30)]


def test_change_and_rate_need_two_readings():
    readings = beats(70, 70, 100, 100, 100, 100)
    assert found('when change(heart_rate, 10 s) > 20 then alert "x"', readings) == [(True, 10), (False, 15)]
    assert found('when rate(heart_rate, 1 min) >= 180 bpm/min then alert "x"', readings) == [(True, 10), (False, 15)]
    assert found('when change(heart_rate, 10 s) < 20 then alert "x"', beats(70)) == []


def test_unknown_is_neither_true_nor_false():
    slow = beats(50, 50)
    assert found('when not spo2 < 90 then alert "x"', slow) == []
    assert found('when spo2 < 90 or heart_rate < 60 then alert "x"', slow)[0] == (True, 0)
    assert found('when not (spo2 < 90 and heart_rate > 60) then alert "x"', slow)[0] == (True, 0)


def test_the_measures_at_the_beginning_are_told():
    watch = Watch(parse('when mean(heart_rate, 10 s) > 100 and spo2 < 95 then alert "x"'), patience=0)
    watch.read(0, "spo2", 91.5)
    [finding] = [*watch.read(SECOND, "heart_rate", 120.0), *watch.advance(SECOND)]
    assert finding.values == {"mean(heart_rate, 10 s)": 120.0, "spo2": 91.5}


# What the language means, said as simply as it can be: truth at whole seconds, from all readings up to there.
def meant(condition, readings, now: int):
    match condition:
        case Comparison():
            return meant_by_a_comparison(condition, readings, now)
        case Missing(signal=signal, window=width):
            times = [at for at, name, _ in readings if name == signal and at <= now]
            return now - max(times) >= width // SECOND if times else None
        case Lasting(condition=part, duration=duration):
            span = range(now - duration // SECOND, now + 1)
            truth = meant(part, readings, now)
            return truth and all(meant(part, readings, second) for second in span)
        case Not(condition=part):
            truth = meant(part, readings, now)
            return None if truth is None else not truth
        case All(conditions=parts):
            truths = {meant(part, readings, now) for part in parts}
            return False if False in truths else None if None in truths else True
        case Any(conditions=parts):
            truths = {meant(part, readings, now) for part in parts}
            return True if True in truths else None if None in truths else False


def meant_by_a_comparison(condition, readings, now: int):
    measure, own = condition.measure, [(at, value) for at, name, value in readings if name == condition.measure.signal]
    inside = sorted((at, value) for at, value in own if now - measure.window // SECOND < at <= now)
    values = [value for _, value in inside]
    followed = any(at <= now - measure.window // SECOND for at, _ in own)
    reduced = {
        "latest": lambda: values[-1] if values else None,
        "mean": lambda: sum(values) / len(values) if values else None,
        "min": lambda: min(values, default=None),
        "max": lambda: max(values, default=None),
        "count": lambda: len(values) if followed else None,
        "change": lambda: values[-1] - values[0] if len(values) > 1 else None,
        "rate": lambda: (values[-1] - values[0]) * 60 / (inside[-1][0] - inside[0][0]) if len(values) > 1 else None,
    }[measure.of]()
    compared = {">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__}[condition.sign]
    return None if reduced is None else compared(float(reduced), condition.threshold)


signals = st.sampled_from(["heart_rate", "spo2"])
spans = st.integers(1, 15).map("{} s".format)
measures = st.one_of(
    signals,
    st.builds(
        "{}({}, {})".format, st.sampled_from(["mean", "min", "max", "count", "change", "rate"]), signals, spans
    ),
)  # fmt: skip
plain = st.one_of(
    st.builds("{} {} {}".format, measures, st.sampled_from([">", ">=", "<", "<="]), st.sampled_from([-1, 0, 2, 3])),
    st.builds("missing({}, {})".format, signals, spans),
)
conditions = st.recursive(
    plain,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts), st.builds("({} or {})".format, parts, parts),
        st.builds("not ({})".format, parts), st.builds("({}) for {}".format, parts, spans),
    ),
    max_leaves=4,
)  # fmt: skip
streams = st.dictionaries(
    st.tuples(st.integers(0, 60), signals), st.sampled_from([0.0, 1.0, 2.0, 4.0]), min_size=1, max_size=25
).map(lambda readings: [(at, signal, value) for (at, signal), value in readings.items()])


@settings(max_examples=150)
@given(condition=conditions, stream=streams)
def test_what_is_found_is_what_the_language_means_at_every_second(condition, stream):
    text = f'when {condition} then alert "x"'
    truths = [meant(parse(text).condition, stream, now) is True for now in range(END + 1)]
    changes = [
        (truth, now)
        for now, (before, truth) in enumerate(zip([False, *truths], truths, strict=False))
        if truth != before
    ]
    assert found(text, sorted(stream)) == changes


@settings(max_examples=60)
@given(condition=conditions, stream=streams, seed=st.integers(0, 9), cut=st.integers(0, 25))
def test_neither_order_within_the_patience_nor_a_restart_changes_what_is_found(condition, stream, seed, cut):
    rule = parse(f'when {condition} then alert "x"')
    straight = found(f'when {condition} then alert "x"', sorted(stream))
    mixed, rng = sorted(stream), Random(seed)
    for place in range(0, len(mixed), 3):
        mixed[place : place + 3] = sorted(mixed[place : place + 3], key=lambda _: rng.random())
    watch, told = Watch(rule, patience=61 * SECOND), []
    for index, (at, signal, value) in enumerate(mixed):
        if index == cut:
            watch = restored(
                rule, msgspec.json.decode(msgspec.json.encode(watch.kept()), type=Kept), patience=61 * SECOND
            )
        told += watch.read(at * SECOND, signal, value)
    told += watch.advance(END * SECOND)
    assert [(finding.began, finding.at / SECOND) for finding in told] == straight


def test_what_comes_after_the_patience_is_counted_and_left_out():
    watch = Watch(parse('when heart_rate > 100 then alert "x"'), patience=5 * SECOND)
    watch.read(10 * SECOND, "heart_rate", 70)
    assert watch.read(4 * SECOND, "heart_rate", 150) == []
    assert watch.late == 1
    assert watch.read(5 * SECOND, "heart_rate", 150) == []
    assert [finding.at / SECOND for finding in watch.advance(9 * SECOND)] == [5]
    assert watch.late == 1


@pytest.mark.parametrize("hours", [1, 24])
def test_a_watch_keeps_no_more_than_its_longest_window(hours):
    watch = Watch(parse(f'when mean(heart_rate, {hours} h) > 100 for 2 h and min(spo2, 1 min) < 90 then alert "x"'))
    for second in range(0, 200_000, 60):
        watch.read(second * SECOND, "heart_rate", 70)
        watch.read(second * SECOND, "spo2", 70)
    kept = watch.kept()
    assert sum(len(part.readings) for part in kept.parts) <= hours * 60 + 2
    assert len(kept.waiting) <= 2
