"""The parts of the planning page that the meeting brings: its bar, what the team brings along, the commitment check."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ceremonies.meeting.access import Room
from ceremonies.meeting.page import shown_meeting
from ceremonies.meeting.queries import seat_of_member
from ceremonies.planning.queries import brought_to, challenges_of, meeting_about
from forecasting.plan.check import check_of
from live.publish import version_of
from sprints.models import Sprint
from teams.access import team_page
from teams.rules import Verb


def sprint_or_404(request: HttpRequest, number: int) -> Sprint:
    """The team's sprint of this number, planned or not."""
    sprints = Sprint.objects.select_related("team__organisation")
    return get_object_or_404(sprints, team=request.access.team, number=number)


@require_safe
@team_page(Verb.SEE)
def plan_room(request: HttpRequest, number: int) -> HttpResponse:
    """The meeting's steps, people and clock, and what the team brings along."""
    sprint = sprint_or_404(request, number)
    meeting = meeting_about(sprint)
    context = {"sprint": sprint, "brought": brought_to(sprint), "meeting": meeting}
    if meeting is not None:
        version = version_of(meeting.topic)  # before the state: a change in between is fetched again
        room = Room(meeting, request.access, seat_of_member(meeting, request.user))
        context |= {"shown": shown_meeting(meeting, timezone.now()), "room": room, "version": version}
    return render(request, "ceremonies/planning/_bar.html", context)


@require_safe
@team_page(Verb.SEE)
def plan_check(request: HttpRequest, number: int) -> HttpResponse:
    """Where the plan stands, why, and what was doubted."""
    sprint = sprint_or_404(request, number)
    context = {"sprint": sprint, "check": check_of(sprint), "challenges": challenges_of(sprint)}
    return render(request, "ceremonies/planning/_check.html", context)
