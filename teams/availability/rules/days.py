"""Who is there on which of the team's days.

Everything is counted in half days of plain dates, which are the team's own. No clock and no time zone comes in, so
that neither a change to summer time nor midnight somewhere else can move a number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum
from typing import Final

from core.errors import Invalid

LONGEST_DAYS: Final = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
HALVES: Final = 2


class AbsenceKind(StrEnum):
    HOLIDAY = "holiday"
    ILL = "ill"
    TRAINING = "training"
    OTHER = "other"


class Half(IntEnum):
    MORNING = 0
    AFTERNOON = 1


class DayState(StrEnum):
    """What a day is to one person, as the calendar marks it."""

    WORKS = "works"
    HALF = "half"
    OFF = "off"
    HOLIDAY = "holiday"
    FREE = "free"  # not a working day of the team
    ELSEWHERE = "elsewhere"  # nothing of the person's time belongs to this team


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included, without the first morning or the last afternoon where said."""

    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False

    @property
    def begin(self) -> int:
        """The number of its first half day, counted from year one."""
        return HALVES * self.first.toordinal() + self.from_noon

    @property
    def end(self) -> int:
        """The number of the half day after its last one."""
        return HALVES * self.last.toordinal() + HALVES - self.until_noon

    def overlaps(self, other: "Span") -> bool:
        return self.begin < other.end and other.begin < self.end

    def halves_on(self, day: date) -> frozenset[Half]:
        """Which halves of `day` it covers."""
        start = HALVES * day.toordinal()
        return frozenset(half for half in Half if self.begin <= start + half < self.end)


@dataclass(frozen=True, slots=True)
class Share:
    """`percent` of a person's time from `first` to `last`, both included; without `last` until further notice."""

    percent: int
    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Share") -> bool:
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one person: what it is, which halves they are off, and their share of time in %."""

    date: date
    state: DayState
    share: int
    off: frozenset[Half] = frozenset()
    holiday: str = ""

    @property
    def is_working(self) -> bool:
        """A day on which the team works."""
        return self.state != DayState.FREE

    @property
    def halves(self) -> int:
        """Half days that the person is there, before their share is taken: 0, 1 or 2."""
        return {DayState.WORKS: HALVES, DayState.ELSEWHERE: HALVES, DayState.HALF: 1}.get(self.state, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """A period of one person in days: the team's working days, what is lost of them, and what their share leaves."""

    working: int
    holidays: int
    off: Decimal
    shares: tuple[int, ...]
    share: int
    days: Decimal

    @property
    def lost(self) -> Decimal:
        return self.holidays + self.off


@dataclass(frozen=True, slots=True)
class Run:
    """Days off in a row, free days between them not counted; `off` is the half where it is one."""

    first: date
    last: date
    state: DayState
    off: frozenset[Half]
    holiday: str

    @property
    def half(self) -> Half | None:
        return next(iter(self.off)) if self.state == DayState.HALF else None


def dates(first: date, last: date) -> list[date]:
    """Every date from `first` to `last`, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def check_span(span: Span) -> Span:
    """Raises Invalid, naming the field, when these cannot be days off."""
    check_period(span.first, span.last)
    if (span.last - span.first).days >= LONGEST_DAYS:
        raise Invalid("Days off last at most a year.", field="last_day", fix="Enter longer leave in parts.")
    if span.begin >= span.end:
        raise Invalid(
            "Nothing is left of that day.", field="until_noon", fix="A half day is the morning or the afternoon."
        )
    return span


def check_period(first: date, last: date | None) -> None:
    """Raises Invalid at `first_day` or `last_day` when they cannot bound a period."""
    for field, day in (("first_day", first), ("last_day", last)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Invalid(
                f"{day.isoformat()} is not a plausible date.", field=field, fix="Use a date from 2000 to 2100."
            )
    if last is not None and last < first:
        raise Invalid("It ends before it begins.", field="last_day", fix="Choose a later last day.")


def share_on(day: date, usual: int, shares: Iterable[Share]) -> int:
    """A person's share of time on a day in %: that of the range which covers it, else the usual one."""
    return next((share.percent for share in shares if share.covers(day)), usual)


def person_days(
    days: Iterable[date],
    *,
    weekdays: Collection[int],
    holidays: Mapping[date, str],
    spans: Collection[Span] = (),
    usual: int = 100,
    shares: Collection[Share] = (),
) -> list[Day]:
    """The calendar of one person; `weekdays` as `date.weekday()` numbers, `holidays` names the free dates."""
    return [_day(day, weekdays, holidays, spans, share_on(day, usual, shares)) for day in days]


def _day(day: date, weekdays, holidays, spans, share: int) -> Day:
    if day.weekday() not in weekdays:
        return Day(day, DayState.FREE, share, holiday=holidays.get(day, ""))
    if day in holidays:
        return Day(day, DayState.HOLIDAY, share, holiday=holidays[day])
    off = frozenset(half for span in spans for half in span.halves_on(day))
    state = (DayState.WORKS, DayState.HALF, DayState.OFF)[len(off)]
    if state == DayState.WORKS and share == 0:
        state = DayState.ELSEWHERE
    return Day(day, state, share, off)


def summed(days: Sequence[Day]) -> Sum:
    """Working days − public holidays − days off, × share (SPR-1), in days to a tenth."""
    working = [day for day in days if day.is_working]
    hundredths = sum(day.halves * day.share for day in working)
    return Sum(
        working=len(working),
        holidays=sum(day.state == DayState.HOLIDAY for day in working),
        off=Decimal(sum(len(day.off) for day in working)) / HALVES,
        shares=tuple(dict.fromkeys(day.share for day in working)),
        share=round(sum(day.share for day in working) / len(working)) if working else 0,
        days=(Decimal(hundredths) / (100 * HALVES)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP),
    )


def runs_off(days: Iterable[Day]) -> list[Run]:
    """When a person is off, as few phrases as possible: neighbours alike are one, over free days too."""
    found: list[Run] = []
    unbroken = False
    for day in days:
        if day.state == DayState.FREE:
            continue
        about = (day.state, day.off, day.holiday)
        is_off = day.state in (DayState.OFF, DayState.HALF, DayState.HOLIDAY)
        if is_off and unbroken and (found[-1].state, found[-1].off, found[-1].holiday) == about:
            found[-1] = Run(found[-1].first, day.date, *about)
        elif is_off:
            found.append(Run(day.date, day.date, *about))
        unbroken = is_off
    return found


def explain(total: Sum, kinds: Collection[str] = ()) -> str:
    """How a capacity comes about: “(10 working days − 2 off: holiday) × 50 %”; `kinds` as far as they may be told."""
    words = [f"{total.working} working day{'' if total.working == 1 else 's'}"]
    if total.holidays:
        words.append(f"{total.holidays} public holiday{'' if total.holidays == 1 else 's'}")
    if total.off:
        told = f" ({', '.join(dict.fromkeys(kinds))})" if kinds else ""
        words.append(f"{total.off.normalize():f} off{told}")
    text = " − ".join(words)
    if total.shares in ((), (100,)):
        return text
    low, high = min(total.shares), max(total.shares)
    share = f"{low} %" if low == high else f"{low} to {high} %"
    return f"({text}) × {share}" if len(words) > 1 else f"{text} × {share}"
