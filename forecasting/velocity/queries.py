"""Reads velocity from the ledger. Who is looking plays no part, and no person does."""

from dataclasses import dataclass

from forecasting import rules
from forecasting.rules import NextSprint, Refusal, Weights
from forecasting.velocity.finished import (
    NOTICEABLE,
    ClosedSprint,
    closed_sprints,
    finished_sprints,
    usual_capacity,
    usual_length,
    usual_points,
)
from forecasting.velocity.prior import prior_for
from forecasting.velocity.rules import FinishedSprint, Predictability, together
from sprints.models import Sprint
from sprints.planning.queries import staffing_of
from sprints.rules import SprintState
from teams.models import Team

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Past:
    """What every forecast of a team is made from: points per usual sprint, oldest first, and what others taught."""

    history: list[float]
    prior: Weights

    def next_sprint(self, capacity: float | None = None) -> NextSprint:
        return rules.next_sprint(self.history, capacity, prior=self.prior)

    def chance(self, points: float, capacity: float | None = None) -> float:
        return rules.chance(self.history, points, capacity, prior=self.prior)


@dataclass(frozen=True, slots=True)
class ComingSprint:
    """The sprint that is forecast next, its share of the usual capacity, and what to expect of it."""

    sprint: Sprint
    share: float
    expected: NextSprint


@dataclass(frozen=True, slots=True)
class Velocity:
    """A team's velocity: the latest finished sprints, oldest first, and a forecast or a refusal.

    ``left_out`` are the cancelled sprints since the first one that is shown: they are no measure of anything.
    """

    closed: list[ClosedSprint]
    finished: list[FinishedSprint]
    past: Past
    usual: NextSprint | None
    refusal: Refusal | None
    coming: ComingSprint | None
    left_out: list[Sprint]

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


def velocity_of(team: Team, *, looks_ahead: bool = True) -> Velocity:
    """Everything the velocity page, its CSV and its figure say; of the coming sprint only where it `looks_ahead`."""
    closed = closed_sprints(team)
    finished = finished_sprints(closed)
    past, left_out = _past(team, closed, finished), _left_out(team, closed)
    try:
        usual = past.next_sprint()
    except Refusal as refusal:
        return Velocity(closed, finished, past, usual=None, refusal=refusal, coming=None, left_out=left_out)
    coming = _coming(team, closed, past) if looks_ahead else None
    return Velocity(closed, finished, past, usual, refusal=None, coming=coming, left_out=left_out)


def past_of(team: Team) -> Past:
    """What releases and plans are forecast from."""
    closed = closed_sprints(team)
    return _past(team, closed, finished_sprints(closed))


def _past(team: Team, closed: list[ClosedSprint], finished: list[FinishedSprint]) -> Past:
    return Past(usual_points(closed, finished), prior_for(team))


def _left_out(team: Team, closed: list[ClosedSprint]) -> list[Sprint]:
    cancelled = team.sprints.filter(state=SprintState.CANCELLED, committed_at__isnull=False)
    shown = closed[-SHOWN:]
    return [*cancelled.filter(start_date__gte=shown[0].start_date)] if shown else []


def _coming(team: Team, closed: list[ClosedSprint], past: Past) -> ComingSprint | None:
    """The next planned sprint, if its capacity or length is noticeably unlike that of past ones."""
    planned = team.sprints.planned().order_by("start_date", "number").first()
    share = share_of(planned, closed) if planned else None
    if share is None or abs(share - 1) < NOTICEABLE:
        return None
    return ComingSprint(planned, share, past.next_sprint(share))


def share_of(planned: Sprint, closed: list[ClosedSprint]) -> float | None:
    """A planned sprint's share of a usual one by days of capacity, else by length; None while neither is known."""
    if usual := usual_capacity(closed):
        return min(float(staffing_of(planned).days / usual), rules.MOST_CAPACITY)
    length = usual_length(closed)
    days = (planned.end_date - planned.start_date).days + 1
    return min(days / length, rules.MOST_CAPACITY) if length else None
