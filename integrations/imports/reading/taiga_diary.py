"""The history of a user story in a dump of Taiga → its course through sprints, points and states. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.imports.rules.course import Course, Step, steps
from integrations.imports.rules.sprint_names import NAME, NamedSprint

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Scale:
    """What the project's names stand for: points by their names, and which columns count as closed."""

    points: dict[str, Any] = field(default_factory=dict)
    closed: dict[str, bool] = field(default_factory=dict)

    def sum(self, role_points: Any) -> Decimal | None:
        """The points of all roles together; None where none has estimated."""
        told = role_points if isinstance(role_points, list) else []
        return self.total(entry.get("points") for entry in told if isinstance(entry, dict))

    def total(self, names: Iterator[Any]) -> Decimal | None:
        """The sum of named points; None where no name stands for a number."""
        found = [points for name in names if (points := self._value(name)) is not None]
        return sum(found, Decimal(0)) if found else None

    def _value(self, name: Any) -> Decimal | None:
        value = self.points.get(name, name)  # a name that is not on the scale any more is a number itself, mostly
        try:
            points = Decimal(str(value)) if value is not None else None
        except InvalidOperation:
            return None
        return points if points is not None and points.is_finite() else None


@dataclass(frozen=True, slots=True)
class _Change:
    """One entry of the history; ids in `diff` are named by `values`."""

    at: datetime
    diff: Mapping[str, Any]
    values: Mapping[str, Any]

    def pair(self, name: str) -> tuple[Any, Any] | None:
        """What it was before and after; None where the entry does not speak of it."""
        told = self.diff.get(name)
        return tuple(told) if isinstance(told, list | tuple) and len(told) == 2 else None

    def named(self, kind: str, key: Any) -> str:
        names = self.values.get(kind)
        return str(names.get(str(key)) or "") if isinstance(names, dict) and key is not None else ""


def course_of(
    entry: Mapping[str, Any], scale: Scale, sprints: Mapping[str, NamedSprint], points: Decimal | None
) -> Course:
    """The story's course; `points` are those of today."""
    changes = list(_changes(entry.get("history")))
    begun = moment(entry.get("created_date")) or _EARLIEST
    places = steps(begun, _places(changes), _milestone(entry.get("milestone")))
    visited = {sprints[step.value].name: sprints[step.value] for step in places if step.value in sprints}
    finished_at = moment(entry.get("finish_date")) or _LATEST
    return Course(
        sprints=tuple(visited.values()),
        places=tuple(Step(step.since, step.value[:NAME]) for step in places),
        points=steps(begun, _points(changes, scale), points),
        finished=steps(begun, _finishes(changes, scale), bool(entry.get("is_closed")), (False, finished_at)),
    )


def moment(text: Any) -> datetime | None:
    """A moment as Taiga writes it (2026-03-02T10:00:00+0000); None for anything else."""
    try:
        when = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)


def _changes(history: Any) -> Iterator[_Change]:
    for entry in history if isinstance(history, list) else ():
        at = moment(entry.get("created_at")) if isinstance(entry, dict) else None
        if at and isinstance(entry.get("diff"), dict):
            values = entry.get("values")
            yield _Change(at, entry["diff"], values if isinstance(values, dict) else {})


def _milestone(name: Any) -> str:
    return name if isinstance(name, str) else ""


def _places(changes: list[_Change]) -> Iterator[tuple[datetime, str, str]]:
    for change in changes:
        if pair := change.pair("milestone"):
            before, after = (change.named("milestone", key) for key in pair)
            yield change.at, before, after


def _points(changes: list[_Change], scale: Scale) -> Iterator[tuple[datetime, Decimal | None, Decimal | None]]:
    for change in changes:
        if pair := change.pair("points"):
            before, after = (_sum(change, roles, scale) for roles in pair)
            yield change.at, before, after


def _sum(change: _Change, roles: Any, scale: Scale) -> Decimal | None:
    return scale.total(change.named("points", key) for key in roles.values()) if isinstance(roles, dict) else None


def _finishes(changes: list[_Change], scale: Scale) -> Iterator[tuple[datetime, bool, bool]]:
    """By what Taiga says, else by the column that the story came into."""
    for change in changes:
        if pair := change.pair("is_closed"):
            yield change.at, bool(pair[0]), bool(pair[1])
        elif pair := change.pair("status"):
            before, after = (scale.closed.get(change.named("status", key), False) for key in pair)
            yield change.at, before, after
