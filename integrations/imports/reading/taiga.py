"""A project dump of Taiga (JSON) → rows for its epics, user stories, tasks and issues, each with its diary. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, BinaryIO, Final

from integrations.imports.reading.json_file import keys, sections
from integrations.imports.reading.source import Column, Row
from integrations.imports.reading.taiga_diary import Scale, course_of
from integrations.imports.rules.problems import Problem, hint
from integrations.imports.rules.sprint_names import NAME, NamedSprint

NAMES: Final = (
    "Ref", "Subject", "Description", "Type", "Status", "Points", "Tags", "Epic", "Parent", "Assigned to", "Milestone",
    "Created date", "Finish date",
)  # fmt: skip
_SMALL: Final = ("points", "us_statuses", "milestones", "epics")
_LARGE: Final = ("epics", "user_stories", "tasks", "issues")


@dataclass(slots=True)
class _Project:
    """What one pass learns of the project as a whole."""

    scale: Scale = field(default_factory=Scale)
    sprints: dict[str, NamedSprint] = field(default_factory=dict)
    epics: dict[int, list[str]] = field(default_factory=dict)


class TaigaProject:
    """The dump's work. Line numbers are Taiga's own (`ref`)."""

    unit = "ref"

    def __init__(self, file: BinaryIO):
        self._file = file
        self.columns = [Column(name, (place,)) for place, name in enumerate(NAMES)]

    @property
    def problems(self) -> list[Problem]:
        return []

    def __iter__(self) -> Iterator[Row]:
        project = self._project
        makers = {"epics": _epic, "user_stories": _story, "tasks": _task, "issues": _issue}
        for name, place, entry in sections(self._file, _LARGE):
            if isinstance(entry, dict):
                ref = entry.get("ref")
                line = ref if isinstance(ref, int) and ref > 0 else place
                yield makers[name](project, line, entry)

    @cached_property
    def _project(self) -> _Project:
        project = _Project()
        for name, _, entry in sections(self._file, _SMALL):
            if isinstance(entry, dict):
                _learn(project, name, entry)
        return project


def is_taiga(file: BinaryIO) -> bool:
    """Whether the file is one object with the lists that every dump of Taiga has."""
    wanted = {"us_statuses", "milestones"}
    for name in keys(file):
        wanted.discard(name)
        if not wanted:
            return True
    return False


def _learn(project: _Project, name: str, entry: dict[str, Any]) -> None:
    called = _text(entry.get("name"))
    if name == "points":
        project.scale.points[called] = entry.get("value")
    elif name == "us_statuses":
        project.scale.closed[called] = bool(entry.get("is_closed"))
    elif name == "milestones" and called:
        start, end = _day(entry.get("estimated_start")), _day(entry.get("estimated_finish"))
        # A milestone with open stories is never closed there; its last day tells.
        project.sprints[called] = NamedSprint(called[:NAME], True if entry.get("closed") else None, start, end)
    elif name == "epics":
        for told in _list(entry.get("related_user_stories")):
            if isinstance(told, dict) and isinstance(told.get("user_story"), int):
                project.epics.setdefault(told["user_story"], []).append(_text(entry.get("subject")))


def _epic(project: _Project, line: int, entry: dict[str, Any]) -> Row:
    return Row(line, _cells(entry, "Epic"))


def _story(project: _Project, line: int, entry: dict[str, Any]) -> Row:
    problems = _left_out(line, entry)
    epics = project.epics.get(entry.get("ref"), [])
    if len(epics) > 1:
        problems.append(hint(line, "epic", "A story belongs to several epics.", "It comes into the first of them."))
    points = project.scale.sum(entry.get("role_points"))
    cells = _cells(entry, "User story", points="" if points is None else f"{points:f}", epic=epics[0] if epics else "")
    return Row(line, cells, tuple(problems), course_of(entry, project.scale, project.sprints, points))


def _task(project: _Project, line: int, entry: dict[str, Any]) -> Row:
    story = entry.get("user_story")
    if isinstance(story, int):
        return Row(line, _cells(entry, "Sub-task", parent=f"#{story}"))
    return Row(line, _cells(entry, "Task"), tuple(_left_out(line, entry)))


def _issue(project: _Project, line: int, entry: dict[str, Any]) -> Row:
    return Row(line, _cells(entry, _text(entry.get("type")) or "Issue"), tuple(_left_out(line, entry)))


def _cells(entry: dict[str, Any], kind: str, points: str = "", epic: str = "", parent: str = "") -> list[str]:
    description = _text(entry.get("description"))
    if entry.get("is_blocked"):
        description = f"{description}\n\n**Blocked:** {_text(entry.get('blocked_note')) or 'yes'}".strip()
    people = [*_list(entry.get("assigned_users")), entry.get("assigned_to")]
    return [
        f"#{entry['ref']}" if isinstance(entry.get("ref"), int) else "",
        _text(entry.get("subject")),
        description,
        kind,
        _text(entry.get("status")),
        points,
        "; ".join(_tags(entry.get("tags"))),
        epic,
        parent,
        "; ".join(dict.fromkeys(filter(None, map(_text, people)))),
        _text(entry.get("milestone")),
        _text(entry.get("created_date")),
        _finished(entry),
    ]


def _finished(entry: dict[str, Any]) -> str:
    """A story keeps the day of an earlier finish when it is opened again."""
    if entry.get("is_closed") is False:
        return ""
    return _text(entry.get("finish_date") or entry.get("finished_date"))


def _left_out(line: int, entry: dict[str, Any]) -> list[Problem]:
    found = []
    if entry.get("attachments"):
        found.append(hint(line, "attachments", "Attachments stay out.", "Fetch them from Taiga and add them by hand."))
    return found


def _tags(told: Any) -> Iterator[str]:
    """Names; some versions write each with its colour."""
    for tag in _list(told):
        name = tag[0] if isinstance(tag, list) and tag else tag
        if text := _text(name).replace(";", " ").strip():
            yield text


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).replace("\x00", "")
