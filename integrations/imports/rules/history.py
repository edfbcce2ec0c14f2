"""Rows of past sprints → sprints in their order with dates. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from core.errors import Invalid
from integrations.imports.rules import values
from integrations.imports.rules.plan import Places
from integrations.imports.rules.problems import Problem, Verdict, decide, hint
from sprints.rules import EARLIEST, LATEST, LONGEST_SPRINT_DAYS, check_dates

MOST_POINTS: Final = Decimal(100_000)
_LAST_NUMBER = re.compile(r"\d{1,6}(?=\D*$)")


@dataclass(frozen=True, slots=True)
class PastSprint:
    """A sprint that was run elsewhere; points and days. A date of None is not known yet."""

    line: int
    number: int
    committed: Decimal
    completed: Decimal
    start: date | None
    end: date | None
    length: int
    goal: str = ""
    dates_known: bool = True


@dataclass(frozen=True)
class Rhythm:
    """The team that the sprints are for: its sprint length, its zone, its today, and what history it has already.

    `here`: (committed, completed) by number of the sprints that came in earlier.
    """

    days: int
    zone: tzinfo
    today: date
    here: Mapping[int, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row; `sprint` counts only for a NEW one."""

    verdict: Verdict
    sprint: PastSprint
    problems: list[Problem]


class SprintReader:
    """Reads the rows of one file. `leave_out`: codes of problems whose rows stay out."""

    def __init__(self, places: Places, rhythm: Rhythm, day_first: bool = True, leave_out: Iterable[str] = ()):
        self.places, self.rhythm, self.day_first, self.leave_out = places, rhythm, day_first, set(leave_out)
        self._seen: dict[int, int] = {}

    def read(self, line: int, cells: Sequence[str], found: Sequence[Problem] = ()) -> Outcome | None:
        """The row's sprint; None for a row of another team."""
        if not self.places.is_ours(cells):
            return None
        row = _RowOfSprint(self, line, cells, list(found))
        return self.settle(row.sprint(), row.problems)

    def settle(self, sprint: PastSprint, problems: list[Problem]) -> Outcome:
        """What the problems of a row mean for its sprint."""
        verdict, told = decide(problems, self.leave_out)
        return Outcome(verdict, sprint, told)

    def first_line_of(self, number: int, line: int) -> int | None:
        """Where the file has this number already; remembers `line` otherwise."""
        first = self._seen.setdefault(number, line)
        return None if first == line else first

    def arrange(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """All rows of the file together, in order: numbered, compared with what is here, and with dates for all.

        Unknown dates are laid out backwards: each sprint ends the day before the next starts, the last one yesterday.
        """
        outcomes = self._numbered(list(outcomes))
        arranged, free = [], self.rhythm.today - timedelta(1)
        for outcome in reversed(outcomes):
            if outcome.verdict == Verdict.NEW:
                outcome = self._placed(outcome, free)
            if outcome.verdict == Verdict.NEW:
                free = min(free, outcome.sprint.start - timedelta(1))
            arranged.append(outcome)
        return arranged[::-1]

    def _numbered(self, outcomes: list[Outcome]) -> list[Outcome]:
        """In order of their numbers; without a column of numbers in order of their dates, else of the file."""
        if self.places.has("sequence"):
            return sorted(outcomes, key=lambda outcome: outcome.sprint.number)
        if all(outcome.sprint.start for outcome in outcomes):
            outcomes = sorted(outcomes, key=lambda outcome: outcome.sprint.start)
        return [
            replace(outcome, sprint=replace(outcome.sprint, number=number))
            for number, outcome in enumerate(outcomes, start=1)
        ]

    def _placed(self, outcome: Outcome, free: date) -> Outcome:
        sprint, here = outcome.sprint, self.rhythm.here
        if here.get(sprint.number) == (sprint.committed, sprint.completed):
            return Outcome(Verdict.HERE, sprint, [])
        problems = [*outcome.problems, *_clash(sprint, here)]
        if not sprint.dates_known and not problems:
            sprint = replace(sprint, start=free - timedelta(sprint.length - 1), end=free)
            problems += _impossible(sprint)
        elif sprint.dates_known and sprint.start > free:
            message = f"Sprint {sprint.number} starts after the sprint that follows it."
            problems.append(hint(sprint.line, "order", message))
        return self.settle(sprint, problems)


def _clash(sprint: PastSprint, here: Mapping[int, tuple[Decimal, Decimal]]) -> list[Problem]:
    if sprint.number in here:
        before = " and ".join(f"{points.normalize():f}" for points in here[sprint.number])
        message = f"Sprint {sprint.number} is here already, with {before} points."
        return [Problem(sprint.line, "other", message, "Undo that import first, or leave the row out.")]
    if here and not sprint.dates_known:
        message = f"Sprint {sprint.number} has no dates, and there are earlier imported sprints."
        return [Problem(sprint.line, "dates", message, "Give it dates, or undo that import and bring in one file.")]
    return []


def _impossible(sprint: PastSprint) -> list[Problem]:
    try:
        check_dates(sprint.start, sprint.end)
    except Invalid as error:
        return [Problem(sprint.line, "dates", error.message, "Give the sprints their dates.")]
    return []


class _RowOfSprint:
    def __init__(self, reader: SprintReader, line: int, cells: Sequence[str], problems: list[Problem]):
        self.reader, self.line, self.cells, self.problems = reader, line, cells, problems

    def sprint(self) -> PastSprint:
        """The row's sprint; worthless when `problems` has an error."""
        committed, completed = self._points("committed"), self._points("completed")
        number = self._number()
        length = self._length()
        start, end = self._dates(length)
        return PastSprint(
            line=self.line, number=number, committed=committed, completed=completed, start=start, end=end,
            length=length, goal=self._one("goal")[:300], dates_known=start is not None,
        )  # fmt: skip

    def _one(self, name: str) -> str:
        return self.reader.places.one(self.cells, name)

    def _error(self, code: str, message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.line, code, message, fix))

    def _number(self) -> int:
        text = self._one("sequence")
        found = _LAST_NUMBER.search(text)
        if not self.reader.places.has("sequence"):
            return 0
        if not found:
            self._error("sequence", f"“{text[:40]}” has no number to sort by.", "Number the sprints 1, 2, 3 …")
            return 0
        number = int(found[0])
        if first := self.reader.first_line_of(number, self.line):
            self._error("twice", f"Sprint {number} is in the file twice, first in line {first}.", "Keep one row.")
        return number

    def _points(self, name: str) -> Decimal:
        text = self._one(name)
        try:
            points = values.number(text)
        except ValueError:
            points = Decimal(-1)
        if points is not None and 0 <= points <= MOST_POINTS:
            return values.cents(points)
        message = f"“{text[:40]}” cannot be {name} points." if text else f"The {name} points are missing."
        self._error(name, message, f"Write a number from 0 to {MOST_POINTS:,}.")
        return Decimal(0)

    def _length(self) -> int:
        text, usual = self._one("length"), self.reader.rhythm.days
        try:
            days = values.number(text)
        except ValueError:
            days = Decimal(0)
        if days is None:
            return usual
        if 1 <= days <= LONGEST_SPRINT_DAYS:
            return int(days)
        self.problems.append(hint(self.line, "length", f"“{text[:40]}” is no length of a sprint.", "Yours is used."))
        return usual

    def _dates(self, length: int) -> tuple[date | None, date | None]:
        start, end = self._date("start"), self._date("end")
        if start is None and end is None:
            return None, None
        if not EARLIEST <= (start or end) <= LATEST:
            self._check(start or end, end or start)
            return None, None
        start = start or end - timedelta(length - 1)
        end = end or start + timedelta(length - 1)
        self._check(start, end)
        return start, end

    def _check(self, start: date, end: date) -> None:
        try:
            check_dates(start, end)
        except Invalid as error:
            self._error("dates", error.message, error.fix)
        if end >= self.reader.rhythm.today:
            self._error("future", f"The sprint ends on {end:%Y-%m-%d}.", "Only sprints that are over come in.")

    def _date(self, name: str) -> date | None:
        text = self._one(name)
        try:
            when = values.moment(text, self.reader.rhythm.zone, self.reader.day_first)
            return when and when.date()
        except (ValueError, OverflowError):
            self._error("dates", f"“{text[:40]}” is no date.", "Write it as 2026-03-31.")
            return None
