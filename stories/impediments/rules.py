"""Pure decisions about impediments: what they say, how old they are, how long they took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Final

from core.errors import Invalid

TITLE_LENGTH: Final = 200
CONFIDENCE_LENGTH: Final = 600
AGEING, OLD = 2, 3  # days from which an open impediment deserves a look, and a helping hand


def clean_title(text: str) -> str:
    """One line. Raises Invalid at `title` for nothing at all; what is too long is cut."""
    title = " ".join(text.split())[:TITLE_LENGTH]
    if not title:
        raise Invalid("What is in the way?", field="title", fix="Say who or what you are waiting for.")
    return title


def clean_confidence(text: str) -> str:
    """Raises Invalid at `title` for nothing at all, or more than fits: nothing of it may be lost."""
    text = " ".join(text.split())
    if not text:
        raise Invalid("What is in the way?", field="title", fix="One sentence is enough.")
    if len(text) > CONFIDENCE_LENGTH:
        raise Invalid(f"That is longer than {CONFIDENCE_LENGTH} letters.", field="title", fix="Shorten it.")
    return text


@dataclass(frozen=True)
class Age:
    """How long something has been in the way, as a page shows it: a number and its unit."""

    days: int
    hours: int

    @property
    def number(self) -> int:
        return self.days or self.hours

    @property
    def unit(self) -> str:
        return ("day" if self.days else "hour") + ("" if self.number == 1 else "s")

    @property
    def is_ageing(self) -> bool:
        return AGEING <= self.days < OLD

    @property
    def is_old(self) -> bool:
        return self.days >= OLD


def age(opened_at: datetime, until: datetime) -> Age:
    """Whole days, and whole hours of what is younger than one."""
    hours = max(0, int((until - opened_at).total_seconds() // 3600))
    return Age(hours // 24, hours)


@dataclass(frozen=True)
class Period:
    """Days of a sprint, both ends included."""

    name: str
    first: date
    last: date
    is_running: bool


@dataclass(frozen=True)
class Pace:
    """How long the impediments took that were solved in a period; `days` is None where none was (IMP-3)."""

    period: Period
    solved: int
    days: float | None

    @property
    def words(self) -> str:
        if self.days is None:
            return "none solved"
        return f"{self.days:g} day{'' if self.days == 1 else 's'}, {self.solved} solved"


def paces(solved: Sequence[tuple[date, float]], periods: Iterable[Period]) -> list[Pace]:
    """The median days to solve, by the period in which each was solved; `solved` is (day, days it took)."""
    found = []
    for period in periods:
        took = [days for day, days in solved if period.first <= day <= period.last]
        found.append(Pace(period, len(took), round(median(took), 1) if took else None))
    return found
