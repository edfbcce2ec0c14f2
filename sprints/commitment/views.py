"""Committing to a sprint: what it means is shown first, then it is done once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.http import go_on, is_htmx
from sprints.models import Commitment, Sprint
from sprints.planning.queries import chosen_in, staffing_of, totals_of
from sprints.planning.services import commit_sprint
from sprints.rules import SprintState
from stories.permissions import override_gate
from teams.access import team_page
from teams.rules import Verb

ROOM = "sprints/commitment/"


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.MANAGE_SPRINTS)
def commit(request: HttpRequest, number: int) -> HttpResponse:
    """Names the stories, points and gaps, and commits when that is confirmed."""
    sprints = Sprint.objects.select_related("team__organisation")
    sprint = get_object_or_404(sprints, team=request.access.team, number=number)
    if sprint.state != SprintState.PLANNED:
        return _committed_already(request, sprint)
    return _commit(request, sprint) if request.method == "POST" else _ask(request, sprint)


def _commit(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    try:
        override = override_gate(request.access, _reason(request))
        commit_sprint(sprint=sprint, actor=request.access.user, now=timezone.now(), override=override)
    except DomainError as error:
        sprint.refresh_from_db()
        if sprint.state != SprintState.PLANNED:
            return _committed_already(request, sprint)
        return _ask(request, sprint, error)
    return _to_board(request, sprint)


def _reason(request: HttpRequest) -> str | None:
    """Why the Definition of Ready is passed over; None when nobody asks for that."""
    return request.POST.get("override_reason", "") if "override" in request.POST else None


def _to_board(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    stories = sprint.commitment.stories.count()
    said = f"Committed to {sprint} with {stories} {'story' if stories == 1 else 'stories'}."
    return go_on(request, reverse("sprints:board", kwargs=request.access.team.url_kwargs), said)


def _ask(request: HttpRequest, sprint: Sprint, error: DomainError | None = None) -> HttpResponse:
    picks = chosen_in(sprint)
    context = {
        "access": request.access,
        "sprint": sprint,
        "picks": picks,
        "unready": [pick for pick in picks if pick.gaps],
        "totals": totals_of(sprint),
        "staffing": staffing_of(sprint),
        "running": sprint.team.sprints.active().first(),
        "error": error,
        "reason": request.POST.get("override_reason", ""),
        "section": "sprints:planning",
    }
    return _answer(request, "ask", context, error.status if error else 200)


def _committed_already(request: HttpRequest, sprint: Sprint) -> HttpResponse:
    """For whoever pressed second: nothing went wrong, the team is committed."""
    commitment = Commitment.objects.select_related("committed_by").filter(sprint=sprint).first()
    context = {"access": request.access, "sprint": sprint, "commitment": commitment, "section": "sprints:planning"}
    return _answer(request, "already", context, 409)


def _answer(request: HttpRequest, name: str, context: dict, status: int) -> HttpResponse:
    """A dialog for htmx, which swaps nothing from 400 on but 422, otherwise a page."""
    context["body"] = f"{ROOM}_{name}.html"
    if is_htmx(request):
        return render(request, f"{ROOM}dialog.html", context, status=422 if status >= 400 else 200)
    return render(request, f"{ROOM}page.html", context, status=status)
