"""The end of a spike, as a panel of its story's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.http import domain_error_response, go_on
from core.navigation import team_url
from sprints.spikes.services import close_spike as close
from sprints.spikes.services import sprint_to_come
from stories.models import Learning, Story
from stories.rules import Kind
from teams.access import team_page
from teams.rules import Verb


def _story(request: HttpRequest, key: str) -> Story:
    return get_object_or_404(Story.objects.select_related("team", "status"), team=request.access.team, key=key)


@require_safe
@team_page(Verb.SEE)
def spike(request: HttpRequest, key: str) -> HttpResponse:
    """Asks for the learning, or tells it; nothing for other kinds of work."""
    story = _story(request, key)
    context = {
        "story": story if story.kind == Kind.SPIKE else None,
        "learning": Learning.objects.select_related("by").filter(story=story).first(),
        "next_sprint": sprint_to_come(request.access.team),
    }
    return render(request, "sprints/spikes/spike.html", context)


@require_POST
@team_page(Verb.WRITE_STORIES)
def close_spike(request: HttpRequest, key: str) -> HttpResponse:
    """With what was learned (`learning`) and, if wished, the title of the story that follows (`follow_up`)."""
    try:
        story = close(
            spike=_story(request, key), learning=request.POST.get("learning", ""), actor=request.user,
            now=timezone.now(), follow_up=request.POST.get("follow_up", ""),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    words = f"{key} is closed, {story.key} is written." if story else f"{key} is closed."
    return go_on(request, team_url({"request": request}, "stories:story", key=key), words)
