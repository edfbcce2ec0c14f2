"""A story's way through sprints as its tool's diary tells it, to the minute. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from integrations.imports.rules.chapters import BACKLOG, within
from integrations.imports.rules.sprint_names import NamedSprint
from sprints.history.rules import PastStory


class Step(NamedTuple):
    """What something has been since a moment, until the next step."""

    since: datetime
    value: Any


def steps(
    begun: datetime,
    changes: Iterable[tuple[datetime, Any, Any]],
    today: Any,
    missed: tuple[Any, datetime] | None = None,
) -> tuple[Step, ...]:
    """How a value went from `begun` until it became what it is `today`; changes are (moment, before, after).

    A diary may miss the last change, or all: `missed` is what the value began as and when it changed for the last time.
    """
    changes = sorted(changes, key=lambda change: change[0])
    first, changed_at = missed or (today, begun)
    found = [Step(begun, changes[0][1] if changes else first)]
    found += [Step(max(at, begun), after) for at, _, after in changes]
    if found[-1].value != today:
        found.append(Step(max(changed_at, found[-1].since), today))
    return tuple(found)


def _at(course: Sequence[Step], moment: datetime) -> Any:
    """The value at a moment; before everything, the first one."""
    return next((step.value for step in reversed(course) if step.since <= moment), course[0].value)


@dataclass(frozen=True, slots=True)
class Course:
    """`sprints` are those of the file that the story was in; the steps name the sprint ("" for none), the points and
    whether it was finished."""

    sprints: tuple[NamedSprint, ...]
    places: tuple[Step, ...]
    points: tuple[Step, ...]
    finished: tuple[Step, ...]

    def stays(self, about: PastStory, sprint: str, start: datetime, end: datetime, onward: str) -> list[PastStory]:
        """What was in the sprint by the evening of its first day was committed; what came later was added.

        Who left before the last day was removed, who left on it or later was carried on.
        """
        evening, last_day = (
            moment.replace(hour=hour, minute=0, second=0, microsecond=0) for moment, hour in ((start, 23), (end, 0))
        )
        found = []
        for since, until in self._visits(sprint):
            if until is None or until > evening:
                added_at = None if since <= evening else min(since, end)
                removed_at = until if until and until < last_day else None
                stay = self._stay(about, (added_at, added_at or evening), (until, removed_at), (start, end))
                found.append(replace(stay, carried_to=onward or BACKLOG))
        return found

    def _visits(self, sprint: str) -> Iterator[tuple[datetime, datetime | None]]:
        """From when until when it was in the sprint; None where it still is."""
        ends = [step.since for step in self.places[1:]] + [None]
        for step, until in zip(self.places, ends, strict=True):
            if step.value == sprint and until != step.since:
                yield step.since, until

    def _stay(
        self,
        about: PastStory,
        entered: tuple[datetime | None, datetime],
        left: tuple[datetime | None, datetime | None],
        bounds: tuple[datetime, datetime],
    ) -> PastStory:
        (added_at, counted_from), (until, removed_at), (start, end) = entered, left, bounds
        last = min(until, end) if until else end
        before = _at(self.points, counted_from)
        return replace(
            about,
            points=before,
            added_at=added_at,
            estimates=tuple((within(step.since, start, end), step.value)
                            for step in self.points if counted_from < step.since <= last),
            removed_at=removed_at,
            finished_at=self._finished_at(until, added_at or start, removed_at or end),
        )  # fmt: skip

    def _finished_at(self, until: datetime | None, start: datetime, end: datetime) -> datetime | None:
        """When it was finished for good, None where it was open when it left, or is open still."""
        known = [step for step in self.finished if until is None or step.since <= until]
        if not known or not known[-1].value:
            return None
        return within(known[-1].since, start, end)
