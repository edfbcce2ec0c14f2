"""All reviews of a team, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.views import address_of
from ceremonies.review.queries import sprint_to_show
from ceremonies.review.services.opening import open_review
from core.errors import DomainError
from core.http import domain_error_response
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Reviews that are open, and what past ones recorded."""
    team = request.access.team
    found = team.meetings.of_kind(Kind.REVIEW).newest_first().select_related("sprint", "review")
    context = {
        "section": "ceremonies:review",
        "open_rooms": list(found.open()[:50]),
        "closed": list(found.exclude(closed_at=None)[:30]),
        "sprint": sprint_to_show(team),
    }
    return render(request, "ceremonies/review/rooms.html", context)


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Opens one about the running sprint, else the one that ended last."""
    team = request.access.team
    try:
        meeting = open_review(team=team, sprint=sprint_to_show(team), actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return redirect(address_of(meeting))
