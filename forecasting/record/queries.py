"""Reads the record: kept forecasts beside the points that came, and what the method would have said before."""

from dataclasses import dataclass
from functools import partial

from django.core.cache import caches

from forecasting import rules
from forecasting.models import KeptForecast
from forecasting.record.rules import ENOUGH_FORECASTS, QUOTED, Bucket, Held, reliability, replay
from forecasting.rules import NextSprint
from forecasting.velocity.finished import (
    REMEMBERED,
    ClosedSprint,
    closed_sprints,
    finished_sprints,
    usual_points,
)
from forecasting.velocity.prior import prior_for
from forecasting.velocity.rules import FinishedSprint
from sprints.rules import SprintState
from teams.models import Team

MOST_KEPT = 200
LATEST = 5


@dataclass(frozen=True, slots=True)
class Record:
    """Forecasts of finished sprints, oldest first: those ``kept`` when they were made, and ``replayed`` ones.

    While too few are kept, the picture is drawn from what the same method would have said.
    """

    kept: list[Held]
    replayed: list[Held]

    @property
    def is_replayed(self) -> bool:
        return len(self.kept) < ENOUGH_FORECASTS

    @property
    def shown(self) -> list[Held]:
        return self.replayed if self.is_replayed else self.kept

    @property
    def latest(self) -> list[Held]:
        """Newest first."""
        return self.shown[: -LATEST - 1 : -1]

    @property
    def buckets(self) -> list[Bucket]:
        return reliability(self.shown)

    @property
    def quoted(self) -> Bucket | None:
        """What became of everything that was called 85 % likely."""
        return next((bucket for bucket in self.buckets if bucket.said == QUOTED), None)


def record_of(team: Team) -> Record:
    """Every kept forecast of a finished sprint; while these are few, a replay over the finished sprints too."""
    closed = closed_sprints(team, MOST_KEPT)
    finished = finished_sprints(closed)
    kept = _kept(team, {sprint.number: sprint.completed for sprint in finished})
    if len(kept) >= ENOUGH_FORECASTS:
        return Record(kept, [])
    return Record(kept, _replayed(team, closed[-REMEMBERED:], finished[-REMEMBERED:]))


def _replayed(team: Team, closed: list[ClosedSprint], finished: list[FinishedSprint]) -> list[Held]:
    """Worked out once for every newly closed sprint."""
    if not closed:
        return []
    latest = closed[-1]
    method = partial(rules.next_sprint, prior=prior_for(team))
    return caches["fragments"].get_or_set(
        f"replayed:{team.pk}:{len(closed)}:{latest.pk}:{latest.closed_at.timestamp()}",
        lambda: replay(finished, usual_points(closed, finished), method),
    )


def _kept(team: Team, came: dict[int, float]) -> list[Held]:
    rows = KeptForecast.objects.filter(sprint__team=team, sprint__state=SprintState.CLOSED).order_by("made_at")
    told = rows.values_list("sprint__number", "quantiles", "committed", "chance")
    return [Held(number, NextSprint(**said), came[number], *plan) for number, said, *plan in told if number in came]
