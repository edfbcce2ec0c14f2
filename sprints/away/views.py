"""The board's line about who is away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sprints.away.queries import outlook_of
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def away(request: HttpRequest) -> HttpResponse:
    """A fragment, empty while everybody is there."""
    team = request.access.team
    outlook = outlook_of(team, team.sprints.active().first(), team.today(timezone.now()))
    return render(request, "sprints/away.html", {"access": request.access, "outlook": outlook})
