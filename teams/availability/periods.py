"""Periods that the calendar offers by name. Higher apps register theirs, such as sprints; a month is always there."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from teams.availability.rules.days import EARLIEST, LATEST
from teams.models import Team

# As many days as one table shows.
MOST_DAYS: Final = 62


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, and what people call them."""

    name: str
    first: date
    last: date


_providers: list[Callable[[Team, date], list[Period]]] = []


def register_periods(provider: Callable[[Team, date], list[Period]]) -> None:
    """`provider(team, today)` names periods of a team; registering it again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def offered(team: Team, today: date) -> list[Period]:
    """What the calendar can be turned to by name: registered periods, then this month and the next."""
    found = [period for provider in _providers for period in provider(team, today)]
    this = month_of(today)
    return [*found, this, month_of(this.last + timedelta(1))]


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    first = day.replace(day=1)
    return Period(f"{day:%B}", first, day.replace(day=monthrange(day.year, day.month)[1]))


def asked(first: str, last: str, choices: list[Period]) -> Period:
    """The period between two ISO dates, by its name where it has one; the first choice when they make none."""
    try:
        wanted = Period("", date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return choices[0]
    is_sound = EARLIEST <= wanted.first <= wanted.last <= LATEST and (wanted.last - wanted.first).days < MOST_DAYS
    named = next((one for one in choices if (one.first, one.last) == (wanted.first, wanted.last)), wanted)
    if not named.name and month_of(wanted.first).last == wanted.last and wanted.first.day == 1:
        named = month_of(wanted.first)
    return named if is_sound else choices[0]


def neighbours(period: Period) -> tuple[Period | None, Period | None]:
    """The periods of the same length before and after; months beside months. None beyond the calendar's ends."""
    if period == month_of(period.first):
        before, after = (period.first - timedelta(1), period.last + timedelta(1))
        found = [month_of(before), month_of(after)]
    else:
        weeks = timedelta(-(-((period.last - period.first).days + 1) // 7) * 7)
        found = [Period("", period.first + step, period.last + step) for step in (-weeks, weeks)]
    return tuple(one if one.first >= EARLIEST and one.last <= LATEST else None for one in found)
