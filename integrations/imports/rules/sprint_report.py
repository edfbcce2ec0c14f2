"""A sprint report of Jira: what it says of a sprint and of each issue in it. Pure.

A report says what happened to each issue, but not when. Whatever changed the scope counts in the middle of the sprint,
and what was completed at its end.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from integrations.imports.rules import values
from integrations.imports.rules.chapters import BACKLOG
from integrations.imports.rules.sprint_names import NamedSprint
from sprints.history.rules import PastStory

# The four lists of a report, each with its names in older versions.
LISTS: Final = {
    "completedIssues": ("completedIssues",),
    "issuesNotCompletedInCurrentSprint": ("issuesNotCompletedInCurrentSprint", "incompletedIssues"),
    "puntedIssues": ("puntedIssues",),
    "issuesCompletedInAnotherSprint": ("issuesCompletedInAnotherSprint",),
}
_SECONDS_IN_AN_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class ReportedIssue:
    """An issue in one list of a report (`outcome`); estimates in the board's unit, seconds where `is_time`."""

    key: str
    title: str
    kind: str
    outcome: str
    is_added: bool
    at_start: Decimal | None
    at_end: Decimal | None
    is_time: bool = False

    def stays(self, about: PastStory, sprint: str, start: datetime, end: datetime, onward: str) -> list[PastStory]:
        middle = start + (end - start) / 2
        before, after = points_of(self.at_start, self.is_time), points_of(self.at_end, self.is_time)
        return [
            replace(
                about,
                points=before,
                added_at=middle if self.is_added else None,
                estimates=((middle, after),) if after != before else (),
                removed_at=middle if self.outcome == "puntedIssues" else None,
                finished_at=end if self.outcome == "completedIssues" else None,
                carried_to=onward or ("Another sprint" if self._is_done_elsewhere else BACKLOG),
            )
        ]

    @property
    def _is_done_elsewhere(self) -> bool:
        return self.outcome == "issuesCompletedInAnotherSprint"

    @property
    def stays_open(self) -> bool:
        """Whether the sprint ended without it, so that it may have gone on to another."""
        return self.outcome in ("issuesNotCompletedInCurrentSprint", "issuesCompletedInAnotherSprint")


@dataclass(frozen=True, slots=True)
class SprintReport:
    """One report as it stands in the file; days are text. `told_completed`: its own sum of completed estimates."""

    line: int
    name: str
    state: str
    start: str
    end: str
    goal: str
    issues: tuple[ReportedIssue, ...]
    told_completed: Decimal | None = None

    @property
    def number(self) -> int | None:
        """The last number in the sprint's name."""
        return NamedSprint(self.name).number


def points_of(value: Decimal | None, is_time: bool) -> Decimal | None:
    """The estimate in points, or in hours where the board estimates in time."""
    if value is None or not value.is_finite():
        return None
    return values.cents(value / _SECONDS_IN_AN_HOUR if is_time else value)
