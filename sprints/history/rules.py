"""The ledger of a sprint that was run elsewhere, from what is known of its stories. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from sprints.ledger.rules import DONE, Event, EventKind

TODO = "todo"


@dataclass(frozen=True, slots=True)
class PastStory:
    """A story's time in one past sprint; times lie within the sprint, `points` as they stood at its commitment.

    `ref` is the story's id, or its key where it is not here. Without `added_at` it was committed. `estimates` are
    later ones. Without `finished_at` and `removed_at` it was carried on to `carried_to`.
    """

    ref: int | str
    key: str
    title: str
    kind: str
    points: Decimal | None
    added_at: datetime | None = None
    estimates: tuple[tuple[datetime, Decimal | None], ...] = ()
    removed_at: datetime | None = None
    finished_at: datetime | None = None
    carried_to: str = "Backlog"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the team calls work that waits and work that is done."""

    todo: str = "To do"
    done: str = "Done"


def moments(start_date: date, end_date: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a sprint of which only the days are known was committed and closed: 9:00 and 17:00 in `zone`."""
    return datetime.combine(start_date, time(9), tzinfo=zone), datetime.combine(end_date, time(17), tzinfo=zone)


def story_history(
    stories: Iterable[PastStory], start: datetime, end: datetime, columns: Columns, name: str = ""
) -> list[Event]:
    """The sprint's events in their order. `name` is what the sprint was called there."""
    events = [Event(kind=EventKind.STARTED, at=start, title=name)]
    for story in stories:
        events += _events_of(story, start, end, columns)
    # At one moment a story is added before it moves, and everything ends before the sprint does.
    order = [EventKind.STARTED, EventKind.COMMITTED, EventKind.ADDED, EventKind.REESTIMATED, EventKind.MOVED]
    place = {kind: position for position, kind in enumerate(order)}
    events.sort(key=lambda event: (event.at, place.get(event.kind, len(order))))
    return [*events, Event(kind=EventKind.CLOSED, at=end)]


def _events_of(story: PastStory, start: datetime, end: datetime, columns: Columns) -> list[Event]:
    about = {"ref": story.ref, "key": story.key, "title": story.title, "story_kind": story.kind}
    waiting, done = {"status": columns.todo, "category": TODO}, {"status": columns.done, "category": DONE}
    entry = EventKind.ADDED if story.added_at else EventKind.COMMITTED
    events = [Event(kind=entry, at=story.added_at or start, points=story.points, **about, **waiting)]
    for at, points in story.estimates:
        events.append(Event(kind=EventKind.REESTIMATED, at=at, points=points, **about, **waiting))
    last = events[-1].points
    if story.finished_at:
        events.append(Event(kind=EventKind.MOVED, at=story.finished_at, points=last, **about, **done))
    elif not story.removed_at:
        onward = story.carried_to[:40]
        events.append(Event(kind=EventKind.CARRIED, at=end, points=last, destination=onward, **about, **waiting))
    if story.removed_at:
        events.append(Event(kind=EventKind.REMOVED, at=story.removed_at, points=last, **about, **waiting))
    return events
