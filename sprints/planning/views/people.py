"""Whom the sprint has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from core.errors import DomainError, Invalid
from core.http import domain_error_response, is_htmx
from sprints.models import Sprint
from sprints.planning.services import follow_calendar, set_capacity
from sprints.planning.views.shared import ROOM, sprint_or_404, staffing, to_plan, totals
from teams.access import team_page
from teams.models import User
from teams.rules import Verb


@require_POST
@team_page(Verb.MANAGE_SPRINTS)
def capacity(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Sets a person's days off and share of time in this sprint; `step` adds to the days off.

    `follow` takes that back, so that the calendar counts again.
    """
    sprint = sprint_or_404(request.access, number)
    user = get_object_or_404(User, pk=person, team_memberships__team=request.access.team)
    try:
        _save(request, sprint, user)
    except DomainError as error:
        return domain_error_response(request, error)
    if not is_htmx(request):
        return to_plan(request.access, number)
    context = {**totals(request.access, sprint), **staffing(request.access, sprint)}
    if "follow" in request.POST:
        answer = reswap(retarget(render(request, f"{ROOM}_people.html", context), "#people"), "outerHTML")
        return trigger_client_event(answer, "planchange")
    return trigger_client_event(render(request, f"{ROOM}_after_capacity.html", context), "planchange")


def _save(request: HttpRequest, sprint: Sprint, user: User) -> None:
    who = {"sprint": sprint, "user": user, "actor": request.access.user, "now": timezone.now()}
    if "follow" in request.POST:
        follow_calendar(**who)
    else:
        set_capacity(**who, days_off=_stepped(request), allocation=request.POST.get("allocation"))


def _stepped(request: HttpRequest) -> str | float | None:
    """Days off as sent, moved by a pressed step button where no script has done that."""
    days, step = request.POST.get("days_off"), request.POST.get("step")
    if not step:
        return days
    try:
        return max(0.0, float(days or 0) + float(step))
    except ValueError:
        raise Invalid("Days off are a number.", field="days_off", fix="2.5 means two days and a half.") from None
