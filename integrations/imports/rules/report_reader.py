"""Jira's sprint reports → past sprints with what was committed, added, re-estimated, removed and completed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal
from typing import Final

from core.errors import Invalid
from integrations.imports.rules import values, words
from integrations.imports.rules.chapters import Chapter, Guest, Traveller
from integrations.imports.rules.history import Rhythm
from integrations.imports.rules.problems import Problem, Verdict, decide, hint
from integrations.imports.rules.sprint_names import NAME
from integrations.imports.rules.sprint_report import SprintReport, points_of
from sprints.rules import check_dates
from stories.rules import KIND_NAMES, MOST_POINTS, Kind

_LONGEST_KEY: Final = 60
_RUNNING: Final = "running"


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report; only one that is not refused has a chapter."""

    verdict: Verdict
    chapter: Chapter | None
    problems: list[Problem]


class ReportReader:
    """Reads the reports of one file. `leave_out`: codes of problems whose reports stay out."""

    def __init__(self, rhythm: Rhythm, zone: tzinfo, leave_out: Iterable[str] = ()):
        self.rhythm, self.zone, self.leave_out = rhythm, zone, set(leave_out)
        self._entries: list[_Entry] = []

    def read(self, line: int, report: SprintReport | None) -> None:
        """Takes in one entry of the file, None for one that is no report."""
        entry = _Entry(line, report)
        if report is None:
            entry.problems.append(Problem(line, "report", "This is no sprint report.", "Save it again in Jira."))
        else:
            entry.chapter = self._chapter(report, entry.problems)
        self._entries.append(entry)

    def outcomes(self) -> list[Reported]:
        """What became of each, oldest sprint first, when all were read."""
        chapters = [entry.chapter for entry in self._entries if entry.chapter]
        self._number(sorted(chapters, key=lambda chapter: (chapter.start, chapter.line)))
        self._tell_of_doubles()
        self._lead_on(sorted(chapters, key=lambda chapter: chapter.number))
        found = [self._outcome(entry) for entry in self._entries]
        return sorted(found, key=lambda outcome: outcome.chapter.number if outcome.chapter else 0)

    def _tell_of_doubles(self) -> None:
        lines: dict[int, int] = {}
        for entry in self._entries:
            if entry.chapter and (first := lines.setdefault(entry.chapter.number, entry.line)) != entry.line:
                message = f"Sprint {entry.chapter.number} is in the file twice, first in report {first}."
                entry.problems.append(Problem(entry.line, "twice", message, "Keep one of the two reports."))

    def _number(self, chapters: Sequence[Chapter]) -> None:
        """By the numbers in the names, else in the order of their days."""
        told = [chapter.number for chapter in chapters]
        names = {chapter.name for chapter in chapters}
        if 0 in told or len(set(told)) < len(names):
            places = {name: place for place, name in enumerate(dict.fromkeys(c.name for c in chapters), start=1)}
            for chapter in chapters:
                chapter.number = places[chapter.name]

    def _lead_on(self, chapters: Sequence[Chapter]) -> None:
        """Each story that was not completed goes on to the next sprint of the file that has it."""
        ahead: dict[str, int] = {}
        for chapter in reversed(chapters):
            chapter.guests = [
                guest._replace(onward=f"Sprint {ahead[key]}" if key in ahead and guest.way.stays_open else "")
                for guest in chapter.guests
                for key in [guest.traveller.external_key]
            ]
            ahead |= dict.fromkeys((guest.traveller.external_key for guest in chapter.guests), chapter.number)

    def _chapter(self, report: SprintReport, problems: list[Problem]) -> Chapter | None:
        days = self._days(report, problems)
        name, goal = report.name[:NAME], report.goal[:300]
        if days is None or not self._has_sound_issues(report, problems):
            return None
        chapter = Chapter(report.line, name, report.number or 0, *days, dates_known=True, goal=goal)
        for issue in report.issues:
            points = points_of(issue.at_start, issue.is_time)
            traveller = Traveller(
                report.line, issue.key[:_LONGEST_KEY], None, points, issue, issue.title, kind_of(issue.kind)
            )
            chapter.guests.append(Guest(traveller, issue, ""))
        return chapter

    def _days(self, report: SprintReport, problems: list[Problem]) -> tuple[date, date] | None:
        if report.state != "CLOSED":
            message = f"“{report.name[:40]}” is still running or has not begun."
            problems.append(hint(report.line, _RUNNING, message, "Only sprints that are over come in."))
            return None
        try:
            start, end = self._day(report.start), self._day(report.end)
            check_dates(start, end)
        except Invalid as error:
            problems.append(Problem(report.line, "dates", f"“{report.name[:40]}”: {error.message}", error.fix))
            return None
        if end > self.rhythm.today:
            message = f"“{report.name[:40]}” ends on {end:%Y-%m-%d}."
            problems.append(hint(report.line, _RUNNING, message, "Only sprints that are over come in."))
            return None
        return start, end

    def _day(self, text: str) -> date:
        """Raises Invalid for text that is no date."""
        try:
            when = values.moment(text, self.zone)
        except (ValueError, OverflowError):
            when = None
        if when is None:
            raise Invalid(f"“{text[:40]}” is no date.", fix="Save the report again when the sprint is closed.")
        return when.astimezone(self.zone).date()

    def _has_sound_issues(self, report: SprintReport, problems: list[Problem]) -> bool:
        for issue in report.issues:
            if not issue.key:
                problems.append(Problem(report.line, "key", "An issue has no key.", "Save the report again in Jira."))
                return False
            for value in (issue.at_start, issue.at_end):
                points = points_of(value, issue.is_time)
                if points is not None and not 0 <= points <= MOST_POINTS:
                    message = f"{issue.key[:40]}: {str(value)[:20]} cannot be points."
                    problems.append(Problem(report.line, "points", message, f"At most {MOST_POINTS} come in."))
                    return False
        return True

    def _outcome(self, entry: "_Entry") -> Reported:
        chapter, problems = entry.chapter, entry.problems
        if any(problem.code == _RUNNING for problem in problems):
            return Reported(Verdict.LEFT_OUT, None, problems)
        if chapter and not problems:
            scope = chapter.scope(self.zone)
            here = self.rhythm.here.get(chapter.number)
            if here == (scope.committed, scope.done):
                return Reported(Verdict.HERE, chapter, [])
            if here is not None:
                message = f"Sprint {chapter.number} is here already, with other points."
                fix = "Undo that import first, or leave the report out."
                problems.append(Problem(entry.line, "other", message, fix))
            problems += _worth_a_look(entry.report, scope.done)
        verdict, told = decide(problems, self.leave_out)
        return Reported(verdict, chapter, told)


@dataclass(slots=True)
class _Entry:
    """One entry of the file on its way to an outcome."""

    line: int
    report: SprintReport | None
    chapter: Chapter | None = None
    problems: list[Problem] = field(default_factory=list)


def kind_of(word: str) -> str:
    """Our kind of work for an issue's type."""
    kind = words.guess_kind(word)
    return kind if kind in KIND_NAMES else Kind.STORY.value


def _worth_a_look(report: SprintReport, completed: Decimal) -> list[Problem]:
    found = []
    if any(issue.is_time for issue in report.issues):
        message = "The board estimates in time; hours stand for points."
        found.append(hint(report.line, "times", message, "Choose Story Points as the board's estimation for others."))
    elif report.told_completed is not None and values.cents(report.told_completed) != completed:
        told, come_to = (f"{points.normalize():f}" for points in (report.told_completed, completed))
        message = f"“{report.name[:40]}” says that {told} points were completed; its issues come to {come_to}."
        found.append(hint(report.line, "sum", message, "The issues count."))
    return found
