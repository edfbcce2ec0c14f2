"""The panel in the planning page's commitment bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forecasting.plan.queries import outlook_of
from sprints.models import Sprint
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def commit_range(request: HttpRequest, number: int) -> HttpResponse:
    """The chosen points of a planned sprint on the range of the forecast."""
    planned = Sprint.objects.planned().select_related("team__organisation")
    sprint = get_object_or_404(planned, team=request.access.team, number=number)
    return render(request, "forecasting/commit_range.html", {"outlook": outlook_of(sprint)})
