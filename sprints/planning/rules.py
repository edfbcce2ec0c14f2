"""Pure decisions about planning: capacity against the usual, and how it is drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final

# As many past sprints as tell what is usual now.
RECENT_SPRINTS: Final = 5
HALF: Final = Decimal("0.5")


class Dot(StrEnum):
    """One working day in a person's row."""

    WHOLE = "whole"
    HALF = "half"
    OFF = "off"


# How a day with so many half days at work is drawn.
DOTS: Final = (Dot.OFF, Dot.HALF, Dot.WHOLE)


@dataclass(frozen=True, order=True, slots=True)
class TeamChange:
    """A person (id) who joined or left after the sprint of this number."""

    after: int
    person: int
    joined: bool


def team_changes(past: Mapping[int, Collection[int]], now: Collection[int]) -> list[TeamChange]:
    """Who joined or left since the recent sprints; `past` has the people of each sprint by its number."""
    recent = sorted(past, reverse=True)[:RECENT_SPRINTS]
    found = []
    for person in {*now, *(person for number in recent for person in past[number])}:
        is_here = person in now
        after = next((number for number in recent if (person in past[number]) != is_here), None)
        if after is not None:
            found.append(TeamChange(after, person, is_here))
    return sorted(found)


def usual_days(past: Sequence[Decimal | None], full: Decimal) -> Decimal:
    """The team's usual capacity in days: the middle of its recent sprints, newest last.

    `full` is what the team has without anybody away; it stands in while no past capacity is known.
    """
    known = [days for days in past if days is not None][-RECENT_SPRINTS:]
    return median(known) if known else full


def capacity_percent(days: Decimal, usual: Decimal) -> int | None:
    """Capacity against the usual in whole %; None when nothing is usual."""
    return round(100 * days / usual) if usual else None


def day_dots(working: int, available: Decimal) -> list[Dot]:
    """One mark per working day: days to count on first, rounded to halves, then days without."""
    halves = min(2 * working, round(available * 2))
    full, half = divmod(halves, 2)
    return [Dot.WHOLE] * full + [Dot.HALF] * half + [Dot.OFF] * (working - full - half)
