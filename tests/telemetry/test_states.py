"""The one definition of a state: exact, and the same in any order (BAR D2)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_demo.state.rules import FIELDS, State, state_of
from tests.telemetry.lines import BEGIN

VALUES = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12).filter(
    lambda value: value == 0 or abs(value) > 1e-9
)
TIMES = st.datetimes(timezones=st.just(BEGIN.tzinfo))
READINGS = st.lists(st.tuples(VALUES, TIMES), min_size=1, max_size=30)


def state(readings):
    made = State()
    for value, ts in readings:
        made.add(value, ts)
    return made


@given(READINGS)
def test_every_field_is_what_exact_arithmetic_says(readings):
    values = [Fraction(value) for value, _ in readings]
    mean = sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values)
    assert state(readings).summary() == {
        "count": len(values),
        "sum": float(sum(values)),
        "mean": float(mean),
        "min": float(min(values)),
        "max": float(max(values)),
        "variance": float(spread / (len(values) - 1)) if len(values) > 1 else None,
        "first_ts": min(ts for _, ts in readings),
        "last_ts": max(ts for _, ts in readings),
    }


@given(READINGS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_bits(readings, chance):
    shuffled = chance.sample(readings, len(readings))
    assert repr(state(shuffled).summary()) == repr(state(readings).summary())


@given(READINGS, READINGS)
def test_merging_is_adding_everything(ours, theirs):
    merged = state(ours)
    merged.merge(state(theirs))
    assert repr(merged.summary()) == repr(state([*ours, *theirs]).summary())


@given(READINGS)
def test_an_empty_state_changes_nothing(readings):
    left, right = State(), state(readings)
    left.merge(state(readings))
    right.merge(State())
    assert left.summary() == right.summary() == state(readings).summary()


def test_zero_has_no_sign_that_would_tell_the_order():
    for values in ((0.0, -0.0), (-0.0, 0.0)):
        found = state([(value, BEGIN) for value in values]).summary()
        assert repr(found["min"]) == repr(found["max"]) == "0.0"


def test_a_mean_far_from_zero_does_not_eat_the_variance():
    assert state([(1e9 + value, BEGIN) for value in (4, 7, 13, 16)]).variance == 30.0


def test_the_largest_doubles_are_summed_without_failing():
    found = state([(1.7e308, BEGIN), (1.7e308, BEGIN), (-1.7e308, BEGIN)])
    assert found.mean == pytest.approx(1.7e308 / 3)
    assert found.variance == float("inf")


@given(READINGS.filter(lambda readings: len(readings) > 1))
def test_a_state_made_from_summaries_has_them(readings):
    told = state(readings)
    made = state_of(
        count=told.count,
        mean=told.mean,
        variance=told.variance,
        low=told.min,
        high=told.max,
        first=told.first_ts,
        last=told.last_ts,
    )
    assert (made.count, made.mean, made.min, made.max) == (told.count, told.mean, told.min, told.max)
    assert made.variance == pytest.approx(told.variance, rel=1e-12, abs=1e-18)


def test_every_field_is_a_reading_of_the_state():
    assert [field.name for field in FIELDS] == [*state([(1.0, BEGIN)]).summary()]
