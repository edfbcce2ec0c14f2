"""Pure words about when the next ceremony is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ceremonies.schedule.rules import Occurrence


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands ready for a ceremony, and what is still missing, each a short sentence."""

    ready: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def begins_in_words(begins: datetime, now: datetime) -> str:
    """“09:15, in 12 minutes”, “Today 15:00”, “Tomorrow 10:00” or “Friday 10:00”. Both by the team's clock."""
    minutes = round((begins - now) / timedelta(minutes=1))
    clock = f"{begins:%H:%M}"
    if minutes < 1:
        return f"{clock}, now"
    if minutes <= 60:
        return f"{clock}, in {minutes} minute{'' if minutes == 1 else 's'}"
    return f"{_day_in_words(begins.date(), now.date())} {clock}"


def _day_in_words(day: date, today: date) -> str:
    return {0: "Today", 1: "Tomorrow"}.get((day - today).days, f"{day:%A}")


def then_in_words(next_up: Occurrence, following: Sequence[Occurrence], zone: ZoneInfo) -> str:
    """What comes after it on the same day, by the team's clock."""
    later = [one for one in following if one.day == next_up.day]
    if not later:
        return "then no other ceremony that day"
    begins = later[0].starts_at
    clock = f"{begins.astimezone(zone):%H:%M}"
    return f"then you are free until {clock}" if begins > next_up.ends_at else f"then the next one at {clock}"


def counted(number: float, one: str, many: str) -> str:
    """“1 story” or “3 stories”."""
    return f"{number:g} {one if number == 1 else many}"
