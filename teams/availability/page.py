"""The calendar as the page draws it: people × days, and the same as a list for narrow screens."""

from dataclasses import dataclass
from datetime import date

from teams.access import Access
from teams.availability.periods import Period
from teams.availability.permissions import may_enter_for, may_see_reason
from teams.availability.queries import PersonCalendar, calendar_of, holidays_of
from teams.availability.rules.days import Day, DayState, Half, Run, Span, dates, runs_off
from teams.models import Absence, Team, User

HALF_NAMES = {Half.MORNING: "morning", Half.AFTERNOON: "afternoon"}
WORDS = {DayState.HALF: "½", DayState.OFF: "off", DayState.HOLIDAY: "free", DayState.ELSEWHERE: "–"}


@dataclass(frozen=True, slots=True)
class Column:
    """One day at the head of the table."""

    date: date
    is_working: bool
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: a word to see, a sentence to hear, and the days off to open, if any."""

    day: Day
    column: Column
    word: str
    spoken: str
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Days off in the list; `why` is empty for those who are not told."""

    absence: Absence
    words: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person."""

    calendar: PersonCalendar
    cells: list[Cell]
    runs: list[Run]
    entries: list[Entry]
    may_enter: bool
    reason: str

    @property
    def user(self) -> User:
        return self.calendar.user


def columns_of(team: Team, period: Period, today: date) -> list[Column]:
    """The days of the period."""
    holidays, weekdays = holidays_of(team, period.first, period.last), set(team.working_days)
    return [
        Column(day, day.weekday() in weekdays, day == today, holidays.get(day, ""))
        for day in dates(period.first, period.last)
    ]


def rows_of(access: Access, period: Period, columns: list[Column]) -> list[Row]:
    """Everybody who develops in the team."""
    return [_row(access, person, columns) for person in calendar_of(access.team, period.first, period.last)]


def _row(access: Access, person: PersonCalendar, columns: list[Column]) -> Row:
    told = may_see_reason(access, person.user.pk)
    return Row(
        calendar=person,
        cells=[_cell(person, day, column) for day, column in zip(person.days, columns, strict=True)],
        runs=runs_off(day for day, column in zip(person.days, columns, strict=True) if not column.holiday),
        entries=[_entry(absence, told) for absence in person.absences],
        may_enter=may_enter_for(access, person.user.pk),
        reason=person.reason(told=told),
    )


def _cell(person: PersonCalendar, day: Day, column: Column) -> Cell:
    absence = next((one for one in person.absences if one.span.halves_on(day.date)), None) if day.off else None
    return Cell(day, column, WORDS.get(day.state, ""), _spoken(day), absence)


def _spoken(day: Day) -> str:
    if day.state == DayState.HALF:
        return f"off in the {HALF_NAMES[next(iter(day.off))]}"
    names = {
        DayState.WORKS: "works",
        DayState.OFF: "off",
        DayState.FREE: "no working day",
        DayState.ELSEWHERE: "with another team",
    }
    return names.get(day.state) or f"public holiday: {day.holiday}"


def _entry(absence: Absence, told: bool) -> Entry:
    kind = absence.get_kind_display() if told else ""
    return Entry(absence, span_words(absence.span), kind, absence.note if told else "")


def span_words(span: Span) -> str:
    """“Thu 28 to Fri 29 January, from midday”."""
    last = f"{span.last:%a} {span.last.day} {span.last:%B}"
    if span.first == span.last:
        half = "afternoon" if span.from_noon else "morning" if span.until_noon else ""
        return f"{last}, {half}" if half else last
    month = "" if span.first.month == span.last.month else f" {span.first:%B}"
    words = f"{span.first:%a} {span.first.day}{month} to {last}"
    return words + (", from midday" if span.from_noon else "") + (", until midday" if span.until_noon else "")
