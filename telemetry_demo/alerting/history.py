"""The readings that rules follow: segments in the order of their commits, and streams of the past in order of time."""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Final

from telemetry_demo.events import Event, decode_lines
from telemetry_demo.models import Segment, Series, Trial
from telemetry_demo.raw.queries import events_of as raw_events
from telemetry_demo.raw.queries import lines_with
from telemetry_demo.times import micros

MOST_READINGS: Final = 3_000_000  # of one try; older ones are left out, which the page says

Stream = tuple[str, str, str]  # trial, patient, visit
Readings = dict[tuple[Stream, str], tuple[array, array]]  # by stream and signal: times and values


def events_of(segment: Segment) -> list[Event]:
    """The accepted events of a commit, as they came."""
    return decode_lines(zlib.decompress(bytes(segment.lines))) or []


def segments_after(position: int, limit: int) -> list[Segment]:
    """The next segments, at most `limit`; a commit's number is higher than that of any before it."""
    return list(Segment.objects.filter(pk__gt=position).order_by("pk")[:limit])


def last_segment() -> int:
    """The number of the newest segment, 0 where there is none."""
    return Segment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def trials_of_teams() -> dict[int, frozenset[str]]:
    """The trials that each team sees."""
    found: dict[int, set[str]] = {}
    for name, team in Trial.objects.filter(team_id__isnull=False).values_list("name", "team_id"):
        found.setdefault(team, set()).add(name)
    return {team: frozenset(names) for team, names in found.items()}


def newest_reading() -> int | None:
    """The newest time in the segments, whoever's; None where there are none."""
    return Segment.objects.order_by("-last_ts").values_list("last_ts", flat=True).first()


def past_readings(*, trials: Iterable[str], signals: Iterable[str], first: int, last: int) -> tuple[Readings, int]:
    """The readings of some signals in trials from `first` to `last`, and how many they are.

    Compact arrays, newest segments first until MOST_READINGS are reached; each stream still has to be sorted.
    """
    trials, signals, count = frozenset(trials), frozenset(signals), 0
    readings: Readings = {}
    segments = Segment.objects.filter(last_ts__gte=first, first_ts__lte=last).order_by("-pk")
    for segment in segments.iterator(chunk_size=20):
        for event in events_of(segment):
            at = micros(event.ts)
            if event.signal in signals and event.trial in trials and first <= at <= last:
                key = (event.trial, event.patient, event.visit), event.signal
                times, values = readings.setdefault(key, (array("q"), array("d")))
                times.append(at)
                values.append(event.value)
                count += 1
        if count >= MOST_READINGS:
            break
    return readings, count


def in_order(readings: Readings, stream: Stream, signals: Iterable[str]) -> Iterator[tuple[int, str, float]]:
    """One stream's readings of some signals by time, as a rule wants them."""
    found = []
    for signal in signals:
        times, values = readings.get((stream, signal), ((), ()))
        found += [(at, signal, value) for at, value in zip(times, values, strict=True)]
    return iter(sorted(found))


def readings_of_stream(
    *, stream: Stream, signals: Iterable[str], first: int, last: int
) -> dict[str, list[tuple[int, float]]]:
    """One stream's readings of some signals between two times, by time."""
    trial, patient, visit = stream
    series = dict(
        Series.objects.filter(trial=trial, patient=patient, visit=visit, signal__in=signals).values_list("pk", "signal")
    )
    found: dict[str, list[tuple[int, float]]] = {signal: [] for signal in series.values()}
    between = Segment.objects.filter(last_ts__gte=first, first_ts__lte=last).order_by("pk")
    for lines in lines_with(series.keys(), between):
        for event in raw_events(lines):
            if (event.trial, event.patient, event.visit) == stream and event.signal in found:
                found[event.signal].append((micros(event.ts), event.value))
    return {signal: sorted(row for row in rows if first <= row[0] <= last) for signal, rows in found.items()}
