"""What stands beside the team's impediments: how long they took, by sprint (IMP-3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sprints.models import Sprint
from sprints.rules import SprintState
from stories.impediments.queries import days_taken
from stories.impediments.rules import Pace, Period, paces
from teams.access import team_page
from teams.models import Team
from teams.rules import Verb

LATEST = 5  # sprints that are shown


@require_safe
@team_page(Verb.SEE)
def impediment_times(request: HttpRequest) -> HttpResponse:
    """A part of a page: the median days to solve of the latest sprints."""
    found = paces_of(request.access.team)
    longest = max((pace.days for pace in found if pace.days), default=0)
    bars = [(pace, round(100 * (pace.days or 0) / longest) if longest else 0) for pace in found]
    said = next((pace for pace in reversed(found) if pace.days is not None), None)
    return render(request, "sprints/impediments/_times.html", {"bars": bars, "said": said})


def paces_of(team: Team) -> list[Pace]:
    """The latest sprints that have begun, oldest first."""
    begun = team.sprints.filter(state__in=[SprintState.ACTIVE, SprintState.CLOSED]).order_by("-number")[:LATEST]
    return paces(days_taken(team), [_period(sprint) for sprint in reversed(begun)])


def _period(sprint: Sprint) -> Period:
    return Period(str(sprint.number), sprint.start_date, sprint.end_date, sprint.state == SprintState.ACTIVE)
