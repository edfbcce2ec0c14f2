"""When a team's coming sprints end, and how much of a usual sprint the first of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecasting.releases.rules.burn_up import Boundary
from forecasting.releases.rules.plan import Stop
from forecasting.rules import HORIZONS, MOST_CAPACITY
from forecasting.velocity.finished import ClosedSprint, usual_capacity, usual_length
from forecasting.velocity.queries import share_of
from sprints.models import Sprint
from sprints.rules import next_dates
from teams.models import Team

WEEKEND = 2


@dataclass(frozen=True, slots=True)
class Coming:
    """`first` is the first sprint's share of a usual one, `stretch` that of the later ones; `since` when it began."""

    stops: list[Stop]
    first: float
    stretch: float
    since: Boundary | None


def coming_sprints(team: Team, closed: Sequence[ClosedSprint], today: date) -> Coming:
    """The running sprint, planned ones, and then as many as anybody looks ahead, in the team's rhythm."""
    running = team.sprints.active().select_related("commitment").first()
    planned = list(team.sprints.planned().filter(end_date__gte=today).order_by("start_date", "number"))
    known = [sprint for sprint in (running, *planned) if sprint is not None]
    stops = [Stop(sprint.number, max(sprint.end_date, today)) for sprint in known][:HORIZONS]
    stretch = _stretch(team, closed)
    share = _share(running, known, closed)
    return Coming(
        stops=_rolled_on(team, stops, max([sprint.number for sprint in closed], default=0), today, closed),
        first=stretch if share is None else share,
        stretch=stretch,
        since=running and Boundary(running.number, running.start_date, running.committed_at),
    )


def _rolled_on(
    team: Team, stops: list[Stop], last_number: int, today: date, closed: Sequence[ClosedSprint]
) -> list[Stop]:
    stops = [*stops]
    # Between two sprints the next one follows the last, but never in the past.
    last_end = closed[-1].end_date if closed and not stops else None
    after = stops[-1].day if stops else last_end
    number = stops[-1].number if stops else last_number
    while len(stops) < HORIZONS:
        start, end = next_dates(after, today, team.sprint_days, team.working_days)
        if start < today:
            start, end = next_dates(None, today, team.sprint_days, team.working_days)
        number += 1
        stops.append(Stop(number, end))
        after = end
    return stops


def _share(running: Sprint | None, known: Sequence[Sprint], closed: Sequence[ClosedSprint]) -> float | None:
    """By the days that were committed, where the sprint runs; by its plan, where it is to come."""
    if running is None:
        return share_of(known[0], closed) if known else None
    usual = usual_capacity(closed)
    days = running.commitment.capacity_days if usual else None
    return min(float(days / usual), MOST_CAPACITY) if days else None


def _stretch(team: Team, closed: Sequence[ClosedSprint]) -> float:
    """How long the team's sprints are now, against those that are past."""
    usual = usual_length(closed)
    # A sprint that leaves out its last weekend is as long as one that does not.
    if not usual or team.sprint_days - WEEKEND <= usual <= team.sprint_days:
        return 1.0
    return team.sprint_days / usual
