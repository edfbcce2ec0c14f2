"""All refinements of a team, a new one, and the offer on Today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.views import address_of
from ceremonies.refinement.queries import enough_for_next, open_refinements, sprint_in_its_middle
from ceremonies.refinement.services import open_refinement
from stories.stale.queries import stale_stories
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Whether a refinement is needed, those that are open, and those that are over."""
    team = request.access.team
    past = team.meetings.of_kind(Kind.REFINEMENT).exclude(closed_at=None).newest_first()
    context = {
        "section": "ceremonies:refinement",
        "open_rooms": list(open_refinements(team)[:50]),
        "closed": list(past[:30]),
        "enough": enough_for_next(team),
        "old_count": stale_stories(team, timezone.now()).count(),
    }
    return render(request, "ceremonies/refinement/rooms.html", context)


@require_POST
@team_page(Verb.RUN_CEREMONIES)
def new(request: HttpRequest) -> HttpResponse:
    """Opens one for the next sprint."""
    meeting = open_refinement(
        team=request.access.team, actor=request.user, now=timezone.now(), title=request.POST.get("title", "")
    )
    return redirect(address_of(meeting))


@require_safe
@team_page(Verb.SEE)
def offer(request: HttpRequest) -> HttpResponse:
    """A part of Today from the middle of the sprint on, until a refinement was held (REF-1); nothing before."""
    team, now = request.access.team, timezone.now()
    sprint = sprint_in_its_middle(team, team.today(now))
    context = {"sprint": sprint, "enough": enough_for_next(team) if sprint else None}
    context["open_room"] = open_refinements(team).first()
    return render(request, "ceremonies/refinement/_offer.html", context)
