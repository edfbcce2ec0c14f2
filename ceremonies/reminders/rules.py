"""Pure decisions about reminders: when each is due, and the key by which it is told once."""

from datetime import date, datetime, time, timedelta
from typing import Final

BEFORE_CEREMONY: Final = timedelta(minutes=10)
BEFORE_CUT_OFF: Final = timedelta(hours=2)
MORNING: Final = time(8, 0)  # what belongs to a day is told from then on, by the team's clock
IMPEDIMENT_STEP: Final = 2  # days


def is_morning(local: datetime) -> bool:
    """Whether what belongs to this day may be told."""
    return local.time() >= MORNING


def weeks_overdue(due_on: date, today: date) -> int | None:
    """Whole weeks since the day after it was due; None while it is not overdue."""
    days = (today - due_on).days
    return (days - 1) // 7 if days > 0 else None


def impediment_step(opened_at: datetime, now: datetime) -> int | None:
    """How many times two days it has been open; None in its first two."""
    return (now - opened_at).days // IMPEDIMENT_STEP or None
