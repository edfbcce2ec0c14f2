"""What is done in planning beside the plan itself. Each act calls one service."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from ceremonies.planning.services import challenge_plan, decide_challenge, open_planning
from ceremonies.planning.views.panels import sprint_or_404
from core.errors import DomainError
from core.http import domain_error_response, is_htmx
from sprints.models import Sprint
from teams.access import team_page
from teams.rules import Verb


def _act(verb: Verb) -> Callable:
    """Decorates an act on a plan: POST only, authorised, refusals in words, then back to the plan."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, number: int, **kwargs) -> HttpResponse:
            sprint = sprint_or_404(request, number)
            try:
                view(request, sprint, **kwargs)
            except DomainError as error:
                return domain_error_response(request, error)
            if is_htmx(request):
                return trigger_client_event(HttpResponse(status=204), "planchange")
            return redirect("sprints:plan", **request.access.team.url_kwargs, number=number)

        return require_POST(team_page(verb)(wrapped))

    return decorate


@_act(Verb.RUN_CEREMONIES)
def open_room(request: HttpRequest, sprint: Sprint) -> None:
    """Starts the live meeting."""
    open_planning(sprint=sprint, actor=request.user, now=timezone.now())


@_act(Verb.RUN_CEREMONIES)
def challenge(request: HttpRequest, sprint: Sprint) -> None:
    """The Scrum master doubts the plan: `text`."""
    challenge_plan(sprint=sprint, text=request.POST.get("text", ""), actor=request.user, now=timezone.now())


@_act(Verb.VOTE)
def decide(request: HttpRequest, sprint: Sprint, challenge: int) -> None:
    """The team decides: `decision` is kept or changed, `answer` says why."""
    decide_challenge(
        sprint=sprint, challenge_id=challenge, decision=request.POST.get("decision", ""),
        answer=request.POST.get("answer", ""), actor=request.user, now=timezone.now(),
    )  # fmt: skip
