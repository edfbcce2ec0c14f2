"""Age and size of backlog stories. Pure: `now` is an argument."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

STALE_MONTHS: Final = 6
# Until a team has finished this many stories of its own, what is too big is what most teams find too big.
ENOUGH_DONE: Final = 10
USUAL_LARGEST: Final = Decimal(8)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months ago; the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def age_in_months(created: datetime, now: datetime) -> int:
    """Whole months since a story was written."""
    months = (now.year - created.year) * 12 + now.month - created.month
    return max(0, months if months_before(now, months) >= created else months - 1)


def is_stale(created: datetime, now: datetime) -> bool:
    """Whether a story is older than six months (STO-9)."""
    return created < months_before(now, STALE_MONTHS)


def usual_largest(done: Sequence[Decimal]) -> Decimal:
    """The largest size that a team usually finishes: 19 of 20 of its `done` stories have at most so many points."""
    if len(done) < ENOUGH_DONE:
        return USUAL_LARGEST
    return sorted(done)[-(-len(done) * 19 // 20) - 1]
