"""Finished sprints as the ledger tells them. Who is looking plays no part, and no person does."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from django.core.cache import caches

from forecasting import rules
from forecasting.velocity.rules import FinishedSprint
from sprints.ledger.queries import events_by_sprint
from sprints.ledger.rules import Scope, scope_at
from sprints.models import Sprint
from teams.models import Team

# Every visit folds so many ledgers; the next older sprint would weigh 1/64 of the latest.
REMEMBERED = 24
NOTICEABLE = 0.05


class ClosedSprint(NamedTuple):
    """What is asked of a sprint besides its ledger; days of capacity are unknown for imported ones."""

    pk: int
    number: int
    closed_at: datetime
    start_date: date
    end_date: date
    dates_known: bool
    capacity_days: Decimal | None

    @property
    def length(self) -> int | None:
        """Calendar days from the first to the last, None where dates were only laid out to keep the order."""
        return (self.end_date - self.start_date).days + 1 if self.dates_known else None


_COLUMNS = ("pk", "number", "closed_at", "start_date", "end_date", "dates_known", "commitment__capacity_days")


def closed_sprints(team: Team, most: int = REMEMBERED) -> list[ClosedSprint]:
    """The latest sprints of a team that were closed, oldest first."""
    latest = team.sprints.closed().order_by("-end_date", "-number")
    return [ClosedSprint(*row) for row in latest.values_list(*_COLUMNS)[:most]][::-1]


def closed_by_team(team_ids: Iterable[int]) -> dict[int, list[ClosedSprint]]:
    """The same for many teams in one query, by team id."""
    rows = Sprint.objects.closed().filter(team__in=team_ids).order_by("end_date", "number")
    found: dict[int, list[ClosedSprint]] = {}
    for team_id, *row in rows.values_list("team_id", *_COLUMNS):
        found.setdefault(team_id, []).append(ClosedSprint(*row))
    return {team_id: closed[-REMEMBERED:] for team_id, closed in found.items()}


def finished_sprints(closed: Sequence[ClosedSprint]) -> list[FinishedSprint]:
    """Folds each ledger once: the numbers of a closed sprint never change (SPR-8)."""
    keys = {sprint.pk: f"finished-sprint:{sprint.pk}:{sprint.closed_at.timestamp()}" for sprint in closed}
    known = caches["fragments"].get_many(keys.values())
    new = _folded([sprint for sprint in closed if keys[sprint.pk] not in known])
    if new:
        caches["fragments"].set_many({keys[pk]: finished for pk, finished in new.items()})
    return [new.get(pk) or known[key] for pk, key in keys.items()]


def usual_points(closed: Sequence[ClosedSprint], finished: Sequence[FinishedSprint]) -> list[float]:
    """What each sprint completed, told as if it had had the usual capacity: its days, else its length."""
    shares = zip(_shares([c.capacity_days for c in closed]), _shares([c.length for c in closed]), strict=True)
    return [
        rules.at_usual_length(sprint.completed, by_capacity or by_length or 1.0)
        for sprint, (by_capacity, by_length) in zip(finished, shares, strict=True)
    ]


def usual_capacity(closed: Sequence[ClosedSprint]) -> Decimal | None:
    """Days of a usual sprint; None while none is known."""
    known = [sprint.capacity_days for sprint in closed if sprint.capacity_days]
    return median(known) if known else None


def usual_length(closed: Sequence[ClosedSprint]) -> float | None:
    """Calendar days of a usual sprint; None while none is known."""
    known = [sprint.length for sprint in closed if sprint.length]
    return median(known) if known else None


def _shares(days: Sequence[Decimal | int | None]) -> list[float | None]:
    """Each as a share of the middle one; the same as usual where the difference is not worth a word."""
    known = [value for value in days if value]
    usual = median(known) if known else None
    shares = [float(value / usual) if value and usual else None for value in days]
    return [1.0 if share is not None and abs(share - 1) < NOTICEABLE else share for share in shares]


def _folded(closed: Sequence[ClosedSprint]) -> dict[int, FinishedSprint]:
    events = events_by_sprint(sprint.pk for sprint in closed) if closed else {}
    return {sprint.pk: _from_scope(sprint.number, scope_at(events[sprint.pk])) for sprint in closed}


def _from_scope(number: int, scope: Scope) -> FinishedSprint:
    return FinishedSprint(
        number=number,
        committed=float(scope.committed),
        added=float(scope.added),
        removed=float(scope.removed),
        reestimated=float(scope.reestimated),
        carried=float(scope.carried),
        completed=float(scope.done),
    )
