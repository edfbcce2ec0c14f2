"""What the agent decides by itself: alarms at once, everything near them as it is, summaries of the rest."""

from itertools import groupby

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_demo.alerting.language.tree import SECOND
from telemetry_demo.edge.sieve import MINUTE, Alarm, Reading, Sieve
from telemetry_demo.edge.station import Memory, SentRule, Station

STREAM = ("T1", "P100", "V1")
FAST = SentRule(7, 'when mean(heart_rate, 10 s) > 100 for 10 s then alert "fast"')


def beats(*values, start=0, every=5):
    return [Reading((start + index * every) * SECOND, "heart_rate", float(value)) for index, value in enumerate(values)]


def sent(station, readings):
    return [one.reading for reading in readings for one in station.take(STREAM, reading)]


def test_quiet_minutes_are_four_numbers_of_each_signal():
    readings = beats(*range(60, 84), start=0)
    told = [*sent(Station(), readings), *sent(Station(), beats(70, start=3600))]
    assert told == []
    station = Station()
    told = sent(station, [*readings, *beats(70, start=600)])
    assert told[:4] == [
        Reading(0, "heart_rate.count", 12.0), Reading(0, "heart_rate.mean", 65.5),
        Reading(0, "heart_rate.min", 60.0), Reading(0, "heart_rate.max", 71.0),
    ]  # fmt: skip
    assert len(told) == 8
    assert (station.read, station.passed) == (25, 0)


def test_a_few_readings_are_sent_as_they_are():
    readings = [Reading(second * SECOND, "spo2", 97.0) for second in (0, 20, 40)]
    assert sent(Station(), [*readings, *beats(70, start=600)]) == readings


def test_an_alarm_is_told_at_once_and_the_minutes_round_it_come_whole():
    station = Station([FAST])
    values = [70] * 36 + [130] * 12 + [70] * 60  # seconds 180 to 239 are fast
    told = sent(station, beats(*values))
    alarms = [reading for reading in told if reading.signal == "alarm.7"]
    assert alarms == [Reading(195 * SECOND, "alarm.7", 1.0), Reading(240 * SECOND, "alarm.7", 0.0)]
    assert told.index(alarms[0]) < next(place for place, one in enumerate(told) if one.signal == "heart_rate")
    whole = {one.at // MINUTE for one in told if one.signal == "heart_rate"}
    summed = {one.at // MINUTE for one in told if one.signal == "heart_rate.mean"}
    assert whole == {2, 3, 4, 5}
    assert summed == {0, 1, 6}


def test_a_rule_that_the_program_cannot_read_is_refused_and_the_others_hold():
    station = Station()
    station.obey([FAST, SentRule(8, 'when quality(heart_rate) > 3 then alert "x"')])
    assert list(station.refused) == [8]
    assert "Line 1" in station.refused[8]
    assert [one.signal for one in sent(station, beats(*[130] * 8))] == ["alarm.7"]


def test_a_rule_that_is_not_live_any_more_leaves_no_alarm_behind():
    station = Station([FAST])
    sent(station, beats(*[130] * 8))
    station.obey([])
    told = sent(station, beats(*[70] * 200, start=40))
    assert {one.at // MINUTE for one in told if one.signal == "heart_rate"} == {0, 1}


@settings(max_examples=50)
@given(
    values=st.lists(st.sampled_from([70, 130]), min_size=1, max_size=120), cut=st.integers(0, 120),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_nothing_is_lost_and_a_restart_in_between_changes_nothing(values, cut, order):
    readings = beats(*values)
    for place in range(0, len(readings), 2):
        pair = readings[place : place + 2]
        order.shuffle(pair)
        readings[place : place + 2] = pair
    straight = Station([FAST])
    told = [*sent(straight, readings), *[one.reading for one in straight.finish()]]
    first = Station([FAST])
    again = sent(first, readings[:cut])
    kept = msgspec.json.decode(msgspec.json.encode(first.memories()), type=list[Memory])
    second = Station([FAST], kept)
    again += [*sent(second, readings[cut:]), *[one.reading for one in second.finish()]]
    assert again == told
    whole = sum(one.signal == "heart_rate" for one in told)
    counted = sum(one.value for one in told if one.signal == "heart_rate.count")
    assert whole + counted == len(values)


@settings(max_examples=50)
@given(
    times=st.lists(st.integers(0, 900), min_size=1, max_size=60),
    alarms=st.lists(st.tuples(st.integers(0, 900), st.none() | st.integers(0, 200)), max_size=3),
)  # fmt: skip
def test_the_sieve_sends_each_reading_once_in_itself_or_in_a_summary(times, alarms):
    sieve = Sieve()
    sieve.alarms = [Alarm(1, at * SECOND, None if length is None else (at + length) * SECOND) for at, length in alarms]
    told = []
    for at in times:
        told += sieve.take(Reading(at * SECOND, "heart_rate", float(at)))
        told += sieve.settle(max(times[: times.index(at) + 1]) * SECOND)
    told += sieve.settle(10_000 * SECOND)
    assert not sieve.minutes
    counted = sum(one.value for one in told if one.signal == "heart_rate.count")
    assert sum(one.signal == "heart_rate" for one in told) + counted == len(times)
    assert sieve.read == len(times)
    for (_minute, signal), ones in groupby(
        (one for one in told if "." in one.signal), key=lambda one: (one.at, one.signal)
    ):
        assert len(list(ones)) == 1, signal
