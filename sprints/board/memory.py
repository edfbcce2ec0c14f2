"""The events of running sprints, kept by this process. The ledger only grows, so only what is new is read.

A sprint's events are appended under its lock, so their keys follow their order.
"""

import threading
from collections import OrderedDict
from functools import partial

from django.db import transaction

from sprints.ledger.queries import event_rows
from sprints.ledger.rules import Event

MOST_SPRINTS = 500

_kept: OrderedDict[int, tuple[int, tuple[Event, ...]]] = OrderedDict()
_lock = threading.Lock()


def events_of_running(sprint_id: int) -> tuple[Event, ...]:
    """All events of a sprint, oldest first, in one query for those not yet seen by this process."""
    last, known = _kept.get(sprint_id, (0, ()))
    rows = event_rows(sprint_id, after=last)
    if not rows:
        return known
    events = (*known, *(event for _, event in rows))
    transaction.on_commit(partial(_keep, sprint_id, rows[-1][0], events))  # at once, unless it may be rolled back
    return events


def _keep(sprint_id: int, last: int, events: tuple[Event, ...]) -> None:
    with _lock:
        if _kept.get(sprint_id, (0,))[0] < last:
            _kept[sprint_id] = (last, events)
        _kept.move_to_end(sprint_id)
        while len(_kept) > MOST_SPRINTS:
            _kept.popitem(last=False)


def forget() -> None:
    """Start anew; for databases that begin again under the same process."""
    with _lock:
        _kept.clear()
