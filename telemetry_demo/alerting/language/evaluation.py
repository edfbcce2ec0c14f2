"""One rule follows one patient's stream in event time.

What it finds depends on the readings and their times alone, in whatever order they come within the `patience`: readings
wait until the latest time seen is more than the patience ahead. Those that come later still are
counted and left out. Truth is asked at every time at which it can change: readings, readings that leave a window, the
end of a `for`. Between these times nothing changes, so beginnings and ends are exact, not rounded to readings.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final

import msgspec

from telemetry_demo.alerting.language.tree import SECOND, Rule
from telemetry_demo.alerting.language.truth import ComparisonPart, LastingPart, MissingPart, part_for
from telemetry_demo.alerting.language.windows import Reading

PATIENCE: Final = 5 * SECOND  # how long a reading may come after a later one and still count for rules


@dataclass(frozen=True)
class Finding:
    """A rule began or stopped to hold at `at` (microseconds); `values` are its measures then, by their words."""

    began: bool
    at: int
    values: dict[str, float]


class KeptPart(msgspec.Struct, array_like=True):
    """What a part remembers: its window's readings and first time, or since when its condition has held."""

    readings: list[Reading] = []
    first: int | None = None
    since: int | None = None


class Kept(msgspec.Struct):
    """All that a watch remembers, as data; belongs to one version of a rule."""

    clock: int | None
    latest: int | None
    holds: bool
    late: int
    waiting: list[tuple[int, str, float]]
    parts: list[KeptPart]


class Watch:
    """One rule on one stream."""

    def __init__(self, rule: Rule, *, patience: int = PATIENCE):
        self._rule, self._patience = rule, patience
        self._root = part_for(rule.condition)
        self._parts = list(self._root.all())
        self._windowed = [part for part in self._parts if isinstance(part, (ComparisonPart, MissingPart))]
        self._timed = [*self._windowed, *(part for part in self._parts if isinstance(part, LastingPart))]
        self._waiting: list[tuple[int, str, float]] = []
        self.clock: int | None = None  # the watermark: everything up to here is decided
        self.latest: int | None = None
        self.holds, self.late = False, 0

    def read(self, at: int, signal: str, value: float) -> list[Finding]:
        """Takes one reading, and tells what that decides. Signals that the rule does not name only move the clock."""
        if self.clock is not None and at <= self.clock:
            self.late += signal in self._rule.signals
            return []
        if signal in self._rule.signals:
            heapq.heappush(self._waiting, (at, signal, value))
        self.latest = at if self.latest is None else max(self.latest, at)
        return self.advance(self.latest - self._patience - 1)

    def advance(self, to: int) -> list[Finding]:
        """Moves the watermark to `to`: no reading up to then will come any more. Never moves it back."""
        if self.clock is not None and to <= self.clock:
            return []
        found = [finding for now in self._times(to) if (finding := self._decide(now))]
        self.clock = to
        return found

    def _times(self, to: int) -> Iterator[int]:
        """Every time up to `to` at which something changes, each after its readings were taken."""
        while True:
            now = self.next_time()
            if now is None or now > to:
                return
            while self._waiting and self._waiting[0][0] == now:
                self._take(*heapq.heappop(self._waiting))
            for part in self._windowed:
                part.window.slide(now)
            self.clock = now
            yield now

    def next_time(self) -> int | None:
        """The next time at which something is decided if no reading comes any more."""
        changes = (part.next_change() for part in self._timed)
        times = [change for change in changes if change is not None and (self.clock is None or change > self.clock)]
        if self._waiting:
            times.append(self._waiting[0][0])
        return min(times, default=None)

    def _take(self, at: int, signal: str, value: float) -> None:
        for part in self._windowed:
            if part.signal == signal:
                part.window.add(at, value)

    def _decide(self, now: int) -> Finding | None:
        holds = self._root.truth(now) is True
        if holds == self.holds:
            return None
        self.holds = holds
        return Finding(holds, now, self._values(now))

    def _values(self, now: int) -> dict[str, float]:
        measured = ((part.comparison.measure.words, part.window.value(now)) for part in self._comparisons())
        return {words: round(value, 6) for words, value in measured if value is not None and isfinite(value)}

    def _comparisons(self) -> list[ComparisonPart]:
        return [part for part in self._windowed if isinstance(part, ComparisonPart)]

    def kept(self) -> Kept:
        """What it remembers, to be put back by `restored`."""
        parts = [
            KeptPart(list(part.window.readings), part.window.first) if part in self._windowed else
            KeptPart(since=getattr(part, "since", None))
            for part in self._parts
        ]  # fmt: skip
        return Kept(self.clock, self.latest, self.holds, self.late, list(self._waiting), parts)


def restored(rule: Rule, kept: Kept, *, patience: int = PATIENCE) -> Watch:
    """A watch that goes on where the one that was `kept` stopped; the rule is the same."""
    watch = Watch(rule, patience=patience)
    watch.clock, watch.latest, watch.holds, watch.late = kept.clock, kept.latest, kept.holds, kept.late
    watch._waiting = list(kept.waiting)
    for part, remembered in zip(watch._parts, kept.parts, strict=True):
        if part in watch._windowed:
            part.window.restore(remembered.readings, remembered.first)
        elif isinstance(part, LastingPart):
            part.since = remembered.since
    return watch
