"""Issues of GitHub as JSON, from `gh issue list --json …` or the REST interface → rows. Pure."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from integrations.imports.reading.json_file import records
from integrations.imports.reading.source import Column, Row
from integrations.imports.rules.problems import Problem, hint

NAMES: Final = (
    "Number", "Title", "Body", "Type", "State", "Labels", "Points", "Assignees", "Milestone", "Created at", "Closed at",
    "Milestone due", "Milestone state", "Parent", "Blocks", "Blocked by",
)  # fmt: skip
_NUMBER = r"(\d{1,3}(?:\.\d)?)"
_POINTS = re.compile(
    rf"(?:(?:story[ -]?)?points?|sp|size|estimate)\s*[:/= -]\s*{_NUMBER}|{_NUMBER}\s*(?:sp|pts?|points?)", re.IGNORECASE
)
_KINDS: Final = {"bug": "Bug", "spike": "Spike", "tech debt": "Technical debt", "technical debt": "Technical debt"}


class GithubIssues:
    """The file's issues; pull requests are no work of their own and stay out. Line numbers count the entries."""

    unit = "entry"

    def __init__(self, file: BinaryIO):
        self._file = file
        self.columns = [Column(name, (place,)) for place, name in enumerate(NAMES)]

    @property
    def problems(self) -> list[Problem]:
        return []

    def __iter__(self) -> Iterator[Row]:
        for place, issue in records(self._file):
            if isinstance(issue, dict) and not issue.get("pull_request"):
                yield _row(place, issue)


def points_of(label: str) -> str:
    """The points that a label like `points: 3`, `3pts` or `sp/5` stands for, "" for any other label."""
    found = _POINTS.fullmatch(label.strip())
    return (found[1] or found[2]) if found else ""


def _row(place: int, issue: dict[str, Any]) -> Row:
    labels = _names(issue.get("labels"), "name")
    points = [label for label in labels if points_of(label)]
    others = [label for label in labels if label not in points]
    problems = []
    if len(points) > 1:
        problems.append(hint(place, "points", "More than one label says the points.", "The first one counts."))
    number = _text(issue.get("number"))
    milestone = issue.get("milestone") or {}
    milestone = milestone if isinstance(milestone, dict) else {"title": milestone}
    people = issue.get("assignees") or ([issue["assignee"]] if issue.get("assignee") else [])
    cells = [
        f"#{number}" if number else "",
        _text(issue.get("title")),
        _text(issue.get("body")),
        _kind(issue, others),
        _text(issue.get("state")),
        "; ".join(label.replace(";", " ") for label in others),
        points_of(points[0]) if points else "",
        "; ".join(_names(people, "name") or _names(people, "login")),
        _text(milestone.get("title")),
        _text(issue.get("createdAt") or issue.get("created_at")),
        _text(issue.get("closedAt") or issue.get("closed_at")),
        _text(milestone.get("dueOn") or milestone.get("due_on") or milestone.get("closed_at")),
        _text(milestone.get("state")),
        *("; ".join(_numbers(issue.get(name))) for name in ("parent", "blocking", "blockedBy")),
    ]
    return Row(place, cells, tuple(problems))


def _kind(issue: dict[str, Any], labels: list[str]) -> str:
    told = issue.get("issueType") or issue.get("type")
    if isinstance(told, dict) and told.get("name"):
        return _text(told["name"])
    return next((_KINDS[label.casefold()] for label in labels if label.casefold() in _KINDS), "")


def _names(entries: Any, key: str) -> list[str]:
    entries = entries if isinstance(entries, list) else []
    found = (entry.get(key) if isinstance(entry, dict) else entry for entry in entries)
    return [text for name in found if (text := _text(name).strip())]


def _numbers(told: Any) -> list[str]:
    """Other issues as `#3`, from one, a list or a page of them."""
    found = told.get("nodes", [told]) if isinstance(told, dict) else told
    return [f"#{number}" for number in _names(found, "number")]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).replace("\x00", "")
