"""Pure sums of the meeting-time budget: what is promised, what is taken, and what a person has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

# At least so many per cent of the time at work stay for hands-on work.
PROMISE: Final = 80
# What a whole day at work counts, as most contracts have it; the calendar knows days only.
MINUTES_A_DAY: Final = 8 * 60


@dataclass(frozen=True, slots=True)
class Share:
    """Minutes at work and the minutes of them that ceremonies take."""

    at_work: float
    met: float

    @property
    def percent(self) -> int | None:
        """What is left for hands-on work, whole per cent, never below 0; None for somebody who is not there at all."""
        return max(0, round(100 * (1 - self.met / self.at_work))) if self.at_work else None

    @property
    def allowed(self) -> float:
        """Minutes of ceremonies that the promise allows."""
        return self.at_work * (100 - PROMISE) / 100

    @property
    def keeps_promise(self) -> bool:
        return self.met <= self.allowed


def at_work(days: Decimal) -> float:
    """Minutes of so many days at work."""
    return float(days) * MINUTES_A_DAY


def summed(shares: Iterable[Share]) -> Share:
    """Of all of them together."""
    found = list(shares)
    return Share(sum(one.at_work for one in found), sum(one.met for one in found))


def minutes_both(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> float:
    """How many minutes two stretches of time have in common."""
    begin, end = max(first[0], second[0]), min(first[1], second[1])
    return max(timedelta(0), end - begin) / timedelta(minutes=1)


def hours(minutes: float) -> str:
    """“45 min”, “2 h” or “2.5 h”: hours to the next half, as nobody plans by the minute."""
    if minutes < 60:
        return f"{round(minutes)} min"
    return f"{round(minutes / 30) / 2:g} h"
