"""What a sprint's report says, folded from its events only: no Django, no clock, nobody's eyes (SPR-4, 7, 8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from hashlib import sha256
from typing import Final

from sprints.ledger.rules import (
    DONE,
    SCOPE_CHANGES,
    Event,
    EventKind,
    Item,
    Moment,
    Scope,
    apply,
    timeline,
)

CATEGORY_ORDER: Final = (DONE, "review", "doing", "todo")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of scope. `change` is what it did to the points in scope; `before` and `after` are estimates."""

    kind: str
    at: datetime
    key: str
    title: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    reason: str
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A story at the end: done on a working day of the sprint, carried to a place, or still open."""

    item: Item
    done_on_day: int | None
    carried_to: str


def differences(events: Iterable[Event]) -> list[Difference]:
    """Every added, removed and re-estimated story, in order. Their changes add up to current − committed."""
    scope, found = Scope(), []
    for event in events:
        known = scope.items.get(event.ref)
        was_in, before, points = bool(known and known.in_scope), known.points if known else None, scope.current
        apply(scope, event)
        is_in = event.ref in scope.items and scope.items[event.ref].in_scope
        if event.kind in SCOPE_CHANGES and (was_in or is_in) and (was_in != is_in or before != event.points):
            found.append(_difference(event, before if was_in else None, scope.current - points))
    return found


def _difference(event: Event, before: Decimal | None, change: Decimal) -> Difference:
    return Difference(
        kind=event.kind,
        at=event.at,
        key=event.key,
        title=event.title,
        before=before,
        after=None if event.kind == EventKind.REMOVED else event.points,
        change=change,
        reason=event.reason,
        actor_id=event.actor_id,
    )


def outcomes(scope: Scope, zone: tzinfo, days: Sequence[date]) -> list[Outcome]:
    """Stories in scope, the done ones first in the order of being done, then the others."""
    found = [Outcome(item, _day_of(item, zone, days), item.carried_to) for item in scope.in_scope]
    return sorted(found, key=lambda outcome: (not outcome.item.is_done, outcome.item.done_at or outcome.item.added_at))


def _day_of(item: Item, zone: tzinfo, days: Sequence[date]) -> int | None:
    if not item.is_done or item.done_at is None:
        return None
    day = item.done_at.astimezone(zone).date()
    return max(1, sum(working <= day for working in days))


def moments_of(events: Iterable[Event], until: datetime | None = None) -> list[Moment]:
    """The sprint after each instant at which something happened, and unchanged at `until` when it still runs."""
    moments: list[Moment] = []
    for moment in timeline(events):
        if moments and moments[-1].at == moment.at:
            moments.pop()
        moments.append(moment)
    if moments and until is not None and until > moments[-1].at:
        last = moments[-1]
        moments.append(Moment(at=until, scope=last.scope, done=last.done, by_status=last.by_status))
    return moments


def even_pace(committed: Decimal, start: datetime, days: Iterable[date]) -> list[tuple[datetime, Decimal]]:
    """The straight way from `committed` points at `start` to none at the end of the last of these working days.

    Local times without a zone. It falls on working days only, hour by hour alike, and rests between them.
    """
    midnight = time()
    spans = []
    for day in days:
        begin = max(datetime.combine(day, midnight), start)
        end = datetime.combine(day + timedelta(1), midnight)
        if begin < end:
            spans.append((begin, end))
    whole = sum(((end - begin).total_seconds() for begin, end in spans), 0.0)
    line, spent = [(start, committed)], 0.0
    for begin, end in spans:
        line.append((begin, _left(committed, spent, whole)))
        spent += (end - begin).total_seconds()
        line.append((end, _left(committed, spent, whole)))
    return line if spans else []


def _left(committed: Decimal, spent: float, whole: float) -> Decimal:
    return (committed * Decimal(1 - spent / whole)).quantize(Decimal("0.01"))


def statuses_of(events: Iterable[Event]) -> dict[str, str]:
    """Every status that stories were in, with its category; finished ones first, as a flow chart stacks them."""
    seen: dict[str, str] = {}
    for event in events:
        if event.status:
            seen.setdefault(event.status, event.category)
    order = {category: place for place, category in enumerate(CATEGORY_ORDER)}
    return dict(sorted(seen.items(), key=lambda status: order.get(status[1], len(order))))


def fingerprint(rows: Iterable[Sequence[object]]) -> str:
    """Twelve hexadecimal digits that change when anything in the snapshot does, in groups of four."""
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    digits = sha256(text.encode()).hexdigest()[:12]
    return " ".join(digits[place : place + 4] for place in range(0, 12, 4))
