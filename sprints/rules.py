"""Pure decisions about sprints: states, dates, capacity."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from core.errors import Invalid


class SprintState(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LONGEST_SPRINT_DAYS: Final = 60
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def check_dates(start: date, end: date) -> None:
    """Raises Invalid, naming the field, when the dates cannot be a sprint's."""
    for field, day in (("start_date", start), ("end_date", end)):
        if not EARLIEST <= day <= LATEST:
            raise Invalid(
                f"{day.isoformat()} is not a plausible date.", field=field, fix="Use a date from 2000 to 2100."
            )
    if end < start:
        raise Invalid("The sprint ends before it starts.", field="end_date", fix="Choose a later end.")
    if (end - start).days >= LONGEST_SPRINT_DAYS:
        raise Invalid(
            f"A sprint lasts at most {LONGEST_SPRINT_DAYS} days.", field="end_date", fix="Choose an earlier end."
        )


def working_dates(start: date, end: date, weekdays: Collection[int], free: Collection[date] = ()) -> list[date]:
    """The sprint's working days; `weekdays` as `date.weekday()` numbers, `free` when the whole team is off."""
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return [day for day in days if day.weekday() in weekdays and day not in free]


def available_days(working: int, days_off: Decimal, allocation: int) -> Decimal:
    """One person's capacity in days: (working days − days off) × allocation (SPR-1), to a tenth."""
    days = max(Decimal(0), working - days_off) * allocation / 100
    return days.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def next_dates(after: date | None, today: date, length: int, weekdays: Collection[int]) -> tuple[date, date]:
    """First and last working day of a sprint that follows the day `after`, or begins today without one."""
    start = after + timedelta(1) if after else today
    while start.weekday() not in weekdays:
        start += timedelta(1)
    end = start + timedelta(length - 1)
    while end > start and end.weekday() not in weekdays:
        end -= timedelta(1)
    return start, end
