"""Raw events, found by what they say (TEL-5)."""

import zlib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import msgspec
from django.db.models import QuerySet

from telemetry_demo.events import Event, decode_lines
from telemetry_demo.models import Segment, Series
from telemetry_demo.times import micros


@dataclass(frozen=True, slots=True)
class Wanted:
    """What raw events must say; whatever is None says nothing. Times and values include their ends."""

    trials: Sequence[str] | None = None
    patient: str | None = None
    visit: str | None = None
    signal: str | None = None
    device: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    low: float | None = None
    high: float | None = None

    @property
    def names_series(self) -> bool:
        """Whether something is wanted that a series says."""
        return any(value is not None for value in (self.trials, self.patient, self.visit, self.signal))

    def series(self) -> QuerySet[Series]:
        """The series that such events can belong to."""
        names = {name: value for name in ("patient", "visit", "signal") if (value := getattr(self, name)) is not None}
        found = Series.objects.filter(**names)
        return found if self.trials is None else found.filter(trial__in=self.trials)

    def fits(self, event: Event) -> bool:
        """Whether an event says all of this."""
        return (
            (self.trials is None or event.trial in self.trials)
            and all(getattr(self, name) in (None, getattr(event, name)) for name in _NAMES)
            and (self.first is None or event.ts >= self.first)
            and (self.last is None or event.ts <= self.last)
            and (self.low is None or event.value >= self.low)
            and (self.high is None or event.value <= self.high)
        )


_NAMES = ("patient", "visit", "signal", "device")


def search(wanted: Wanted) -> Iterator[Event]:
    """All events that fit, what was committed last first; take as many as are needed.

    The index leads to the segments that can have some; only these are unpacked, one at a time.
    """
    series = set(wanted.series().values_list("pk", flat=True)) if wanted.names_series else None
    for lines in lines_with(series, _segments(wanted).order_by("-pk")):
        yield from (event for event in reversed(events_of(lines)) if wanted.fits(event))


def lines_with(series: Set[int] | None, segments: QuerySet[Segment]) -> Iterator[bytes]:
    """The packed lines of those segments that have events of some series; of all without series."""
    for index, lines in segments.values_list("series", "lines").iterator(8):
        if series is None or not series.isdisjoint(msgspec.msgpack.decode(index)):
            yield lines


def search_at_most(wanted: Wanted, limit: int) -> tuple[list[Event], bool]:
    """The first that are found, and whether there are more."""
    found = list(islice(search(wanted), limit + 1))
    return found[:limit], len(found) > limit


def raw_after(segment: int, limit: int) -> Iterator[tuple[int, list[Event]]]:
    """The events of at most `limit` segments after one, in the order in which they were committed."""
    after = Segment.objects.filter(pk__gt=segment).order_by("pk").values_list("pk", "lines")[:limit]
    for number, lines in after.iterator(1):
        yield number, events_of(lines)


def events_of(lines: bytes) -> list[Event]:
    """The events of a segment, in the order in which they came."""
    return decode_lines(zlib.decompress(lines)) or []


def _segments(wanted: Wanted) -> QuerySet[Segment]:
    found = Segment.objects.all()
    if wanted.first is not None:
        found = found.filter(last_ts__gte=micros(wanted.first))
    if wanted.last is not None:
        found = found.filter(first_ts__lte=micros(wanted.last))
    return found


def names_of(trials: Iterable[str]) -> dict[str, list[str]]:
    """The patients, visits and signals of trials, for choosing."""
    rows = Series.objects.filter(trial__in=list(trials))
    return {name: list(rows.order_by(name).values_list(name, flat=True).distinct()) for name in _NAMES[:3]}
