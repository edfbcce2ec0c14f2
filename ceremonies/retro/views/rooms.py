"""All retrospectives of a team, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.views import address_of
from ceremonies.retro.queries import sprint_to_look_back_on
from ceremonies.retro.services.opening import open_retro
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Retrospectives that are open, and those that are over."""
    team = request.access.team
    found = team.meetings.of_kind(Kind.RETRO).newest_first().select_related("sprint")
    context = {
        "section": "ceremonies:retro",
        "open_rooms": list(found.open()[:50]),
        "closed": list(found.exclude(closed_at=None)[:30]),
        "next_sprint": sprint_to_look_back_on(team),
    }
    return render(request, "ceremonies/retro/rooms.html", context)


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Opens one about the sprint that ended last."""
    team = request.access.team
    meeting = open_retro(
        team=team, sprint=sprint_to_look_back_on(team), actor=request.user, now=timezone.now(),
        title=request.POST.get("title", ""),
    )  # fmt: skip
    return redirect(address_of(meeting))
