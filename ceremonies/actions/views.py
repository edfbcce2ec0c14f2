"""Open actions of a team: on Today, and wherever a ceremony begins."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ceremonies.actions import queries, services
from ceremonies.models import Action
from core.errors import DomainError
from core.http import domain_error_response, go_on
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def open_actions(request: HttpRequest) -> HttpResponse:
    """A panel with what the team tries now."""
    team = request.access.team
    context = {"actions": queries.open_actions(team), "today": team.today(timezone.now())}
    return render(request, "ceremonies/actions/_open.html", context)


@require_POST
@team_page(Verb.VOTE)
def decide_action(request: HttpRequest, action: int) -> HttpResponse:
    """Between retrospectives its owner, or who runs ceremonies, says that an action is done."""
    found = get_object_or_404(Action, team=request.access.team, pk=action)
    if found.owner_id != request.user.pk and not request.access.may(Verb.RUN_CEREMONIES):
        raise PermissionDenied("The owner of an action says that it is done.")
    try:
        services.decide_action(
            action=found, verdict=request.POST.get("verdict", "done")[:8], actor=request.user,
            reason=request.POST.get("reason", "")[:1000], now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, reverse("scrum:today", kwargs=request.access.team.url_kwargs), f"“{found.title}” is done.")
