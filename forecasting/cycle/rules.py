"""Cycle times from ledger events: how long stories of each size really took."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from statistics import median

from sprints.ledger.rules import DONE, Event

AT_WORK = ("doing", "review")
MOST_SHARE = 0.85
ENOUGH_STORIES = 3


@dataclass(frozen=True, slots=True)
class Cycle:
    """One done story; ``days`` are calendar days from the first move into work to the last move to Done."""

    points: Decimal | None
    days: float


@dataclass(frozen=True, slots=True)
class CycleTimes:
    """Of ``stories`` done stories the middle one took ``middle`` days, and 85 % took at most ``most``.

    ``points`` is the size they share, None over all sizes.
    """

    points: Decimal | None
    stories: int
    middle: float
    most: float


def cycles(events: Iterable[Event]) -> list[Cycle]:
    """Every story that was seen in work and is Done at the end; events of several sprints in their order."""
    begun: dict[int | str, datetime] = {}
    done: dict[int | str, Cycle] = {}
    for event in events:
        if event.category in AT_WORK:
            begun.setdefault(event.ref, event.at)
            done.pop(event.ref, None)
        elif event.category == DONE and event.ref in begun:
            done.setdefault(event.ref, Cycle(event.points, (event.at - begun[event.ref]) / timedelta(days=1)))
    return list(done.values())


def summary(found: Sequence[Cycle], points: Decimal | None = None) -> CycleTimes | None:
    """Of these stories; None for fewer than three, of whom nothing general can be said."""
    if len(found) < ENOUGH_STORIES:
        return None
    days = sorted(cycle.days for cycle in found)
    return CycleTimes(points, len(days), median(days), days[ceil(MOST_SHARE * len(days)) - 1])


def by_size(found: Sequence[Cycle]) -> list[CycleTimes]:
    """The same for each size, smallest first; sizes with fewer than three stories are left out."""
    sizes: dict[Decimal, list[Cycle]] = defaultdict(list)
    for cycle in found:
        if cycle.points is not None:
            sizes[cycle.points.normalize()].append(cycle)
    return [told for points in sorted(sizes) if (told := summary(sizes[points], points))]
