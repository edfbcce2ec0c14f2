"""Pure decisions about when ceremonies are: rhythms, days and moments."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.errors import Invalid


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


RHYTHM_NAMES: Final = {
    Rhythm.WEEKLY: "On weekdays",
    Rhythm.FIRST: "First day of a sprint",
    Rhythm.MIDDLE: "Middle of a sprint",
    Rhythm.LAST: "Last day of a sprint",
}
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Slot:
    """When a kind of ceremony is held; `weekdays` as `date.weekday()` numbers, for weekly ones."""

    kind: str
    rhythm: Rhythm
    weekdays: frozenset[int]
    at: time
    minutes: int


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One ceremony that is to come: `starts_at` in UTC, `day` by the team's clock."""

    starts_at: datetime
    kind: str
    minutes: int
    day: date

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a clock of `zone` shows `at`.

    On the day of the change of clocks a time that is skipped comes as much later as the clocks jump (02:30 becomes
    03:30), and of a time that comes twice the first counts: every day has the ceremony once.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def working_days(first: date, last: date, works: Callable[[date], bool]) -> list[date]:
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if works(day)]


def day_in_sprint(rhythm: Rhythm, days: Sequence[date]) -> date | None:
    """The first, middle or last of a sprint's working days; None for a sprint without any."""
    if not days or rhythm == Rhythm.WEEKLY:
        return None
    return {Rhythm.FIRST: days[0], Rhythm.MIDDLE: days[len(days) // 2], Rhythm.LAST: days[-1]}[rhythm]


def days_of(
    slot: Slot, sprints: Collection[Period], first: date, last: date, works: Callable[[date], bool]
) -> list[date]:
    """The days from `first` to `last` on which it is held, in order; only days on which the team works."""
    if slot.rhythm == Rhythm.WEEKLY:
        return [day for day in working_days(first, last, works) if day.weekday() in slot.weekdays]
    held = (day_in_sprint(slot.rhythm, working_days(*period, works)) for period in sprints)
    return sorted({day for day in held if day and first <= day <= last})


def clean_slot(rhythm: str, weekdays: Collection[int], at: time | None) -> tuple[Rhythm, list[int], time]:
    """Raises Invalid naming the field."""
    if rhythm not in set(Rhythm):
        raise Invalid("When is it held?", field="rhythm", fix="Choose weekdays or a day of the sprint.")
    if at is None:
        raise Invalid("The time is missing.", field="at", fix="Write it like 09:15.")
    if rhythm != Rhythm.WEEKLY:
        return Rhythm(rhythm), [], at
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Invalid("No weekday is chosen.", field="weekdays", fix="Choose at least one, Monday to Sunday.")
    return Rhythm.WEEKLY, sorted(set(weekdays)), at
