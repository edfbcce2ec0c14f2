"""Whose time is promised more than once (PPL-3). It is shown and never blocks."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from teams.availability.rules.days import Share, share_on

WHOLE: Final = 100
ONE = timedelta(1)


@dataclass(frozen=True, slots=True)
class Placement:
    """A person's place in one team: the usual share in % and the ranges that differ from it."""

    team: Hashable
    usual: int
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Overload:
    """A period in which one person's shares make more than 100 %; without `last` until further notice."""

    first: date
    last: date | None
    parts: tuple[tuple[Hashable, int], ...]

    @property
    def percent(self) -> int:
        return sum(percent for _, percent in self.parts)


def overloads(placements: Collection[Placement], start: date) -> list[Overload]:
    """Every period from `start` on in which the shares of one person exceed 100 %, in order.

    Shares change on a few days only, so the stretches between two of these are looked at once each.
    """
    starts = _turning_points(placements, start)
    ends = [*(day - ONE for day in starts[1:]), None]
    found: list[Overload] = []
    for first, last in zip(starts, ends, strict=True):
        parts = tuple((one.team, share_on(first, one.usual, one.shares)) for one in placements)
        over = Overload(first, last, tuple(part for part in parts if part[1]))
        if over.percent > WHOLE:
            found.append(over)
    return _joined(found)


def _turning_points(placements: Iterable[Placement], start: date) -> list[date]:
    days = {start}
    for share in (share for one in placements for share in one.shares):
        days |= {share.first, share.last + ONE} if share.last else {share.first}
    return sorted(day for day in days if day >= start)


def _joined(found: list[Overload]) -> list[Overload]:
    """Neighbours with the same parts as one."""
    joined: list[Overload] = []
    for over in found:
        before = joined[-1] if joined else None
        if before and before.parts == over.parts and before.last and before.last + ONE == over.first:
            joined[-1] = Overload(before.first, over.last, over.parts)
        else:
            joined.append(over)
    return joined
