"""Reads velocity from the ledger. Who is looking plays no part, and no person does."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from django.core.cache import caches

from forecasting import rules
from forecasting.rules import NextSprint, Refusal
from forecasting.velocity.rules import FinishedSprint, Predictability, together
from sprints.ledger.queries import events_by_sprint
from sprints.ledger.rules import Scope, scope_at
from sprints.models import Sprint
from sprints.planning.queries import staffing_of
from teams.models import Team

# Every visit folds so many ledgers; the next older sprint would weigh 1/256 of the latest.
REMEMBERED = 24
SHOWN = 10
NOTICEABLE = 0.05


class ClosedSprint(NamedTuple):
    """What is asked of a sprint besides its ledger; days of capacity are unknown for imported ones."""

    pk: int
    number: int
    closed_at: datetime
    capacity_days: Decimal | None


@dataclass(frozen=True, slots=True)
class ComingSprint:
    """The sprint that is forecast next, its share of the usual capacity, and what to expect of it."""

    sprint: Sprint
    share: float
    expected: NextSprint


@dataclass(frozen=True, slots=True)
class Velocity:
    """A team's velocity: the latest finished sprints, oldest first, and a forecast or a refusal."""

    finished: list[FinishedSprint]
    usual: NextSprint | None
    refusal: Refusal | None
    coming: ComingSprint | None

    @property
    def shown(self) -> list[FinishedSprint]:
        return self.finished[-SHOWN:]

    @property
    def totals(self) -> FinishedSprint:
        """The shown sprints together, numbered by how many they are."""
        return together(self.shown)

    @property
    def latest(self) -> FinishedSprint:
        return self.finished[-1]

    @property
    def predictability(self) -> Predictability | None:
        return Predictability.of(self.shown)


def velocity_of(team: Team) -> Velocity:
    """Everything the velocity page, its CSV and its figure say."""
    closed = _closed(team)
    finished = _finished(closed)
    history = [sprint.completed for sprint in finished]
    try:
        usual = rules.next_sprint(history)
    except Refusal as refusal:
        return Velocity(finished, usual=None, refusal=refusal, coming=None)
    return Velocity(finished, usual, refusal=None, coming=_coming(team, closed, history))


def _closed(team: Team) -> list[ClosedSprint]:
    latest = team.sprints.closed().order_by("-end_date", "-number")
    rows = latest.values_list("pk", "number", "closed_at", "commitment__capacity_days")[:REMEMBERED]
    return [ClosedSprint(*row) for row in rows][::-1]


def _finished(closed: list[ClosedSprint]) -> list[FinishedSprint]:
    """Folds each ledger once: the numbers of a closed sprint never change (SPR-8)."""
    keys = {sprint.pk: f"finished-sprint:{sprint.pk}:{sprint.closed_at.timestamp()}" for sprint in closed}
    known = caches["fragments"].get_many(keys.values())
    new = _folded([sprint for sprint in closed if keys[sprint.pk] not in known])
    if new:
        caches["fragments"].set_many({keys[pk]: finished for pk, finished in new.items()})
    return [new.get(pk) or known[key] for pk, key in keys.items()]


def _folded(closed: list[ClosedSprint]) -> dict[int, FinishedSprint]:
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


def _coming(team: Team, closed: list[ClosedSprint], history: list[float]) -> ComingSprint | None:
    """The next planned sprint, if its capacity is noticeably unlike that of past commitments."""
    past = [days for sprint in closed if (days := sprint.capacity_days)]
    planned = team.sprints.planned().order_by("start_date", "number").first() if past else None
    if planned is None:
        return None
    share = min(float(staffing_of(planned).days / median(past)), rules.MOST_CAPACITY)
    if abs(share - 1) < NOTICEABLE:
        return None
    return ComingSprint(planned, share, rules.next_sprint(history, share))
