"""Reads how long stories took from the ledgers of finished sprints."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.core.cache import caches

from forecasting.cycle.rules import CycleTimes, by_size, cycles, summary
from forecasting.velocity.finished import ClosedSprint
from sprints.ledger.queries import events_by_sprint


@dataclass(frozen=True, slots=True)
class FromStartToDone:
    """Over all done stories, and for each size."""

    all: CycleTimes
    sizes: list[CycleTimes]


def cycle_times(closed: Sequence[ClosedSprint]) -> FromStartToDone | None:
    """Of the stories done in these sprints, oldest first; None while too few were seen in work."""
    if not closed:
        return None
    key = f"cycle-times:{closed[0].pk}:{closed[-1].pk}:{len(closed)}:{closed[-1].closed_at.timestamp()}"
    return caches["fragments"].get_or_set(key, lambda: _read(closed))


def _read(closed: Sequence[ClosedSprint]) -> FromStartToDone | None:
    events = events_by_sprint(sprint.pk for sprint in closed)
    found = cycles(chain.from_iterable(events[sprint.pk] for sprint in closed))
    total = summary(found)
    return FromStartToDone(total, by_size(found)) if total else None
