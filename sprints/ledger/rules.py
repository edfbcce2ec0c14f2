"""The one pure function behind every sprint number: what was in the sprint, with which points, in which state, when.

Board header, burndown, burn-up, scope report, velocity and forecasts all fold the same events, so no two pages can
disagree, and nothing that happens outside a sprint's own events can change its numbers (SPR-8).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

ZERO: Final = Decimal(0)
DONE: Final = "done"


class EventKind(StrEnum):
    STARTED = "started"
    COMMITTED = "committed"
    ADDED = "added"
    REMOVED = "removed"
    REESTIMATED = "reestimated"
    MOVED = "moved"
    CARRIED = "carried"
    CLOSED = "closed"
    CANCELLED = "cancelled"


SCOPE_CHANGES: Final = (EventKind.ADDED, EventKind.REMOVED, EventKind.REESTIMATED)


@dataclass(frozen=True, slots=True)
class Event:
    """One ledger row. `points` is the estimate after the event, `category` the state after it."""

    kind: str
    at: datetime
    ref: int | str = ""
    key: str = ""
    title: str = ""
    story_kind: str = ""
    points: Decimal | None = None
    status: str = ""
    category: str = ""
    destination: str = ""
    reason: str = ""
    actor_id: int | None = None


@dataclass(slots=True)
class Item:
    """A story's place in the sprint at one moment."""

    ref: int | str
    key: str
    title: str
    kind: str
    points: Decimal | None
    status: str
    category: str
    added_at: datetime
    committed: bool = False
    in_scope: bool = True
    done_at: datetime | None = None
    carried_to: str = ""

    @property
    def size(self) -> Decimal:
        """Points, counting an unestimated story as none."""
        return self.points or ZERO

    @property
    def is_done(self) -> bool:
        return self.in_scope and self.category == DONE


@dataclass(slots=True)
class Scope:
    """A sprint at one moment. All totals are points; committed + added − removed + reestimated == current."""

    items: dict[int | str, Item] = field(default_factory=dict)
    committed: Decimal = ZERO
    added: Decimal = ZERO
    removed: Decimal = ZERO
    reestimated: Decimal = ZERO
    current: Decimal = ZERO
    done: Decimal = ZERO
    started_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def remaining(self) -> Decimal:
        return self.current - self.done

    @property
    def in_scope(self) -> list[Item]:
        return [item for item in self.items.values() if item.in_scope]

    @property
    def unfinished(self) -> list[Item]:
        return [item for item in self.in_scope if not item.is_done]

    @property
    def carried(self) -> Decimal:
        """Points of stories that were carried over when the sprint closed."""
        return sum((item.size for item in self.in_scope if item.carried_to), ZERO)

    @property
    def carried_items(self) -> list[Item]:
        return [item for item in self.in_scope if item.carried_to]


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the burndown and burn-up lines."""

    at: datetime
    scope: Decimal
    done: Decimal
    by_status: dict[str, int]

    @property
    def remaining(self) -> Decimal:
        return self.scope - self.done


def _enter(scope: Scope, event: Event) -> None:
    is_commitment = event.kind == EventKind.COMMITTED
    known = scope.items.get(event.ref)
    if known and known.in_scope:
        return
    item = Item(
        ref=event.ref,
        key=event.key,
        title=event.title,
        kind=event.story_kind,
        points=event.points,
        status=event.status,
        category=event.category,
        added_at=event.at,
        committed=is_commitment or bool(known and known.committed),
        done_at=event.at if event.category == DONE else None,
    )
    scope.items[event.ref] = item
    scope.current += item.size
    scope.done += item.size if item.is_done else ZERO
    if is_commitment:
        scope.committed += item.size
    else:
        scope.added += item.size


def _leave(scope: Scope, item: Item) -> None:
    scope.removed += item.size
    scope.current -= item.size
    scope.done -= item.size if item.is_done else ZERO
    item.in_scope = False


def _reestimate(scope: Scope, item: Item, points: Decimal | None) -> None:
    change = (points or ZERO) - item.size
    scope.reestimated += change
    scope.current += change
    scope.done += change if item.is_done else ZERO
    item.points = points


def _move(scope: Scope, item: Item, event: Event) -> None:
    was_done, item.status, item.category = item.is_done, event.status, event.category
    if item.is_done and not was_done:
        scope.done += item.size
        item.done_at = event.at
    elif was_done and not item.is_done:
        scope.done -= item.size
        item.done_at = None


def apply(scope: Scope, event: Event) -> None:
    """Folds one event into `scope`. An event about a story that is not in scope changes nothing."""
    if event.kind in (EventKind.COMMITTED, EventKind.ADDED):
        return _enter(scope, event)
    if event.kind == EventKind.STARTED:
        scope.started_at = event.at
    elif event.kind in (EventKind.CLOSED, EventKind.CANCELLED):
        scope.closed_at = event.at
    item = scope.items.get(event.ref)
    if item is None or not item.in_scope:
        return None
    if event.kind == EventKind.REMOVED:
        _leave(scope, item)
    elif event.kind == EventKind.REESTIMATED:
        _reestimate(scope, item, event.points)
    elif event.kind == EventKind.MOVED:
        _move(scope, item, event)
    elif event.kind == EventKind.CARRIED:
        item.carried_to = event.destination
    return None


def scope_at(events: Iterable[Event], moment: datetime | None = None) -> Scope:
    """The sprint as it stood at `moment` (None: now, or for ever once it is closed). Events come in their order."""
    scope = Scope()
    for event in events:
        if moment is not None and event.at > moment:
            break
        apply(scope, event)
    return scope


def timeline(events: Iterable[Event]) -> Iterator[Moment]:
    """Scope, done points and stories per status after every event, oldest first (SPR-7, right to the minute)."""
    scope = Scope()
    for event in events:
        apply(scope, event)
        by_status: dict[str, int] = {}
        for item in scope.in_scope:
            by_status[item.status] = by_status.get(item.status, 0) + 1
        yield Moment(at=event.at, scope=scope.current, done=scope.done, by_status=by_status)


def bulk_history(committed: Decimal, completed: Decimal, start: datetime, end: datetime) -> list[Event]:
    """Events that say “committed this much, completed that much” for a sprint whose stories nobody recorded.

    Work done within the commitment, the rest of it carried over, and what was done beyond it as added scope: so an
    imported sprint goes through the same function as one that was run here.
    """
    within, missed, beyond = min(committed, completed), committed - completed, completed - committed
    bulk = Event(kind=EventKind.COMMITTED, at=start, story_kind="story", status="To do", category="todo")

    def event(kind, ref, title, points, at, **extra):
        fields = {"status": bulk.status, "category": bulk.category, **extra}
        return Event(kind=kind, at=at, ref=ref, key=ref, title=title, story_kind="story", points=points, **fields)

    done = {"status": "Done", "category": DONE}
    events = [Event(kind=EventKind.STARTED, at=start)]
    if within or not committed:
        events.append(event(EventKind.COMMITTED, "committed-and-done", "Committed and completed", within, start))
    if missed > 0:
        events.append(event(EventKind.COMMITTED, "not-done", "Committed, not completed", missed, start))
    if beyond > 0:
        events.append(event(EventKind.ADDED, "added-and-done", "Added and completed", beyond, start))
        events.append(event(EventKind.MOVED, "added-and-done", "Added and completed", beyond, end, **done))
    if within or not committed:
        events.append(event(EventKind.MOVED, "committed-and-done", "Committed and completed", within, end, **done))
    if missed > 0:
        events.append(
            event(EventKind.CARRIED, "not-done", "Committed, not completed", missed, end, destination="backlog")
        )
    return [*events, Event(kind=EventKind.CLOSED, at=end)]
