"""Splitting a story from its own page; refinement has the same form in its room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import domain_error_response, go_on, is_htmx
from stories.models import Story
from stories.rules import Kind
from stories.splitting.forms import parts_sent
from stories.splitting.rules import halves, words_to_split
from stories.splitting.services import join_again, split_story
from stories.story.page import find_story
from teams.access import team_page
from teams.rules import Verb


@require_http_methods(["GET", "HEAD", "POST"])
@team_page(Verb.WRITE_STORIES)
def split(request: HttpRequest, key: str) -> HttpResponse:
    """Into `part_1` and `part_2`; `criterion_<id>` says where each goes. Leads to the first part, with an undo."""
    story = find_story(request, key)
    if request.method != "POST":
        return _page(request, story, halves(words_to_split(Kind(story.kind), story.goal, story.title)))
    try:
        parts = parts_sent(request.POST, story)
        children = split_story(story=story, parts=parts, actor=request.user, now=timezone.now())
    except DomainError as error:
        if is_htmx(request):
            return domain_error_response(request, error)
        typed = request.POST.get("part_1", ""), request.POST.get("part_2", "")
        return _page(request, story, typed, error)
    names = " and ".join(child.key for child in children)
    undo = _address(request, "join", story)
    return go_on(request, _address(request, "story", children[0]), f"{story.key} is now {names}.", undo_url=undo)


def _page(
    request: HttpRequest, story: Story, words: tuple[str, str], error: DomainError | None = None
) -> HttpResponse:  # fmt: skip
    context = {"story": story, "criteria": list(story.criteria.all()), "halves": words, "error": error}
    context["may_be_split"] = story.in_backlog and story.archived_at is None and story.kind != Kind.SPIKE
    context["section"] = "stories:backlog"
    return render(request, "stories/split.html", context, status=error.status if error else 200)


def _address(request: HttpRequest, name: str, story: Story) -> str:
    return reverse(f"stories:{name}", kwargs=request.access.team.url_kwargs | {"key": story.key})


@require_POST
@team_page(Verb.WRITE_STORIES)
def join(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a split back, and leads to the whole story."""
    story = find_story(request, key)
    try:
        story = join_again(story=story, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return go_on(request, _address(request, "story", story), f"{story.key} is whole again.")
