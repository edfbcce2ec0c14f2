"""Reads the ledger into the events that `rules.scope_at` folds. Never asks who is looking (SPR-8)."""

from collections.abc import Iterable
from datetime import datetime

from sprints.ledger.rules import Event, Scope, scope_at
from sprints.models import LedgerEvent, Sprint

_COLUMNS = (
    "sprint_id", "kind", "at", "story_id", "story_key", "title", "story_kind", "points", "status", "category",
    "destination", "reason", "actor_id",
)  # fmt: skip


def _event(row: tuple) -> Event:
    _, kind, at, story_id, key, title, story_kind, points, status, category, destination, reason, actor_id = row
    ref = story_id if story_id is not None else key
    return Event(kind, at, ref, key, title, story_kind, points, status, category, destination, reason, actor_id)


def events_by_sprint(sprint_ids: Iterable[int]) -> dict[int, list[Event]]:
    """Each sprint's events in order, by sprint id, in one query."""
    events: dict[int, list[Event]] = {sprint_id: [] for sprint_id in sprint_ids}
    rows = LedgerEvent.objects.filter(sprint_id__in=events).order_by("at", "pk").values_list(*_COLUMNS)
    for row in rows:
        events[row[0]].append(_event(row))
    return events


def event_rows(sprint_id: int, *, after: int) -> list[tuple[int, Event]]:
    """The events that were added after the one with key `after`, each with its key, oldest first."""
    rows = LedgerEvent.objects.filter(sprint_id=sprint_id, pk__gt=after).order_by("pk").values_list("pk", *_COLUMNS)
    return [(row[0], _event(row[1:])) for row in rows]


def events_of(sprint: Sprint) -> list[Event]:
    """One sprint's events in order."""
    return events_by_sprint([sprint.pk])[sprint.pk]


def scope_of(sprint: Sprint, moment: datetime | None = None) -> Scope:
    """What was in the sprint, with which points, in which state, at `moment` (None: now, or at its close)."""
    return scope_at(events_of(sprint), moment)
