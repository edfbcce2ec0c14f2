"""Which stories are in the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event

from core.errors import Conflict, DomainError
from core.http import domain_error_response, is_htmx
from live.publish import version_of
from sprints.models import Sprint
from sprints.permissions import require_choose_stories
from sprints.planning.queries import MOST_OFFERED, chosen_in, offered_to, pick_of
from sprints.planning.views.shared import ROOM, sprint_or_404, to_plan, totals
from sprints.rules import SprintState
from sprints.scope.services import add_to_sprint, mark_goal_story, remove_from_sprint
from stories.models import Story
from teams.access import Access, team_page
from teams.rules import Verb


def picks(access: Access, sprint: Sprint, search: str = "") -> dict:
    version = version_of(f"backlog:{sprint.team_id}")  # before what it stands for
    return {
        **totals(access, sprint),
        "version": version,
        "chosen": chosen_in(sprint),
        "offered": offered_to(sprint, search),
        "most_offered": MOST_OFFERED,
        "search": search,
    }


def one_row(request: HttpRequest, sprint: Sprint, story_id: str) -> HttpResponse:
    """A row that somebody else has changed; nothing is left of a story that is gone."""
    stories = Story.objects.select_related("persona", "status", "team").filter(team=sprint.team_id, archived_at=None)
    story = stories.filter(pk=story_id).first() if story_id.isdecimal() else None
    if story is None:
        return reswap(HttpResponse(), "delete")
    context = totals(request.access, sprint) | {"pick": pick_of(sprint, story)}
    return render(request, f"{ROOM}_after_choice.html", context)


@require_POST
@team_page(Verb.SEE)
def choose(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Puts a story into the plan (`chosen` is sent) or takes it out."""
    require_choose_stories(request.access)
    sprint, story = sprint_or_404(request.access, number), _story(request, key)
    change = add_to_sprint if "chosen" in request.POST else remove_from_sprint
    try:
        _require_planned(sprint)
        change(sprint=sprint, story=story, actor=request.access.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return _row(request, sprint, story)


@require_POST
@team_page(Verb.SEE)
def mark_goal(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Says whether a chosen story serves the sprint goal."""
    require_choose_stories(request.access)
    sprint, story = sprint_or_404(request.access, number), _story(request, key)
    try:
        mark_goal_story(
            sprint=sprint, story=story, serves_goal=request.POST.get("serves_goal") == "1",
            actor=request.access.user, now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    return _row(request, sprint, story)


def _story(request: HttpRequest, key: str) -> Story:
    stories = Story.objects.select_related("persona", "status", "team")
    return get_object_or_404(stories, team=request.access.team, key=key)


def _require_planned(sprint: Sprint) -> None:
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is committed.", fix="Change its scope on the sprint's page, with a reason.")


def _row(request: HttpRequest, sprint: Sprint, story: Story) -> HttpResponse:
    if not is_htmx(request):
        return to_plan(request.access, sprint.number)
    story = _story(request, story.key)
    context = totals(request.access, sprint) | {"pick": pick_of(sprint, story)}
    return trigger_client_event(render(request, f"{ROOM}_after_choice.html", context), "planchange")
