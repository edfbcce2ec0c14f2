"""Jira's sprint reports as JSON, one or many in a file → one row for each, with the report itself. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, Final

from integrations.imports.reading.json_file import documents
from integrations.imports.reading.source import Column, Row
from integrations.imports.rules.problems import Problem
from integrations.imports.rules.sprint_report import LISTS, ReportedIssue, SprintReport

NAMES: Final = ("Sprint", "State", "First day", "Last day", "Goal", "Issues", "Added", "Completed", "Removed")
# What the report is asked for in Jira: how much time the board estimates in, where it does not count points.
_TIMES: Final = ("timeestimate", "timeoriginalestimate", "timespent")


@dataclass(frozen=True, slots=True)
class ReportRow(Row):
    """A row that has its report with it; None where the entry is none."""

    report: SprintReport | None = None


class SprintReports:
    """The file's reports. Line numbers count them."""

    unit = "report"

    def __init__(self, file: BinaryIO):
        self._file = file
        self.columns = [Column(name, (place,)) for place, name in enumerate(NAMES)]

    @property
    def problems(self) -> list[Problem]:
        return []

    def __iter__(self) -> Iterator[ReportRow]:
        for place, found in documents(self._file):
            report = _report(place, found) if is_report(found) else None
            yield ReportRow(place, _cells(report), report=report)


def is_report(found: Any) -> bool:
    """Whether an entry looks like what Jira answers to `rapid/charts/sprintreport`."""
    return isinstance(found, dict) and isinstance(found.get("contents"), dict) and isinstance(found.get("sprint"), dict)


def _cells(report: SprintReport | None) -> list[str]:
    if report is None:
        return [""] * len(NAMES)
    counts = [len(report.issues), *(sum(map(is_it, report.issues)) for is_it in (_added, _completed, _removed))]
    return [report.name, report.state, report.start, report.end, report.goal, *map(str, counts)]


def _added(issue: ReportedIssue) -> bool:
    return issue.is_added


def _completed(issue: ReportedIssue) -> bool:
    return issue.outcome == "completedIssues"


def _removed(issue: ReportedIssue) -> bool:
    return issue.outcome == "puntedIssues"


def _report(place: int, found: dict[str, Any]) -> SprintReport:
    sprint, contents = found["sprint"], found["contents"]
    added = contents.get("issueKeysAddedDuringSprint")
    added = {key for key, is_added in added.items() if is_added} if isinstance(added, dict) else set()
    return SprintReport(
        line=place,
        name=" ".join(_text(sprint.get("name")).split()) or f"Sprint {_text(sprint.get('id'))}".strip(),
        state=_state(sprint),
        start=_first(sprint, "isoStartDate", "activatedDate", "startDate"),
        end=_first(sprint, "isoCompleteDate", "completeDate", "isoEndDate", "endDate"),
        goal=_text(sprint.get("goal")),
        issues=tuple(_issue(entry, outcome, added) for outcome, entry in _issues(contents)),
        told_completed=_value(contents.get("completedIssuesEstimateSum")),
    )


def _state(sprint: dict[str, Any]) -> str:
    """CLOSED, ACTIVE, FUTURE; older reports only say whether it is closed."""
    told = _text(sprint.get("state")).upper()
    return told or ("CLOSED" if sprint.get("closed") in (True, None) else "ACTIVE")


def _issues(contents: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for outcome, names in LISTS.items():
        for name in names:
            entries = contents.get(name)
            yield from ((outcome, entry) for entry in entries or () if isinstance(entry, dict))


def _issue(entry: dict[str, Any], outcome: str, added: set[str]) -> ReportedIssue:
    key = _text(entry.get("key"))
    before, after = entry.get("estimateStatistic"), entry.get("currentEstimateStatistic")
    at_start = _statistic(before)
    return ReportedIssue(
        key=key,
        title=" ".join(_text(entry.get("summary")).split()),
        kind=_text(entry.get("typeName")),
        outcome=outcome,
        is_added=key in added,
        at_start=at_start,
        at_end=_statistic(after) if after is not None else at_start,
        is_time=any(isinstance(told, dict) and told.get("statFieldId") in _TIMES for told in (before, after)),
    )


def _statistic(told: Any) -> Decimal | None:
    return _value(told.get("statFieldValue")) if isinstance(told, dict) else None


def _value(told: Any) -> Decimal | None:
    """The number of `{"value": 5.0, "text": "5.0"}`; None where Jira writes only `{"text": "null"}`."""
    value = told.get("value") if isinstance(told, dict) else None
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(value) if is_number else None


def _first(sprint: dict[str, Any], *names: str) -> str:
    found = (_text(sprint.get(name)) for name in names)
    return next((text for text in found if text and text != "None"), "")


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).replace("\x00", "").strip()
