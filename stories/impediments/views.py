"""Impediments on a story's page: raised and resolved where the work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.http import domain_error_response
from stories.impediments import services
from stories.models import Impediment
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.rules import Verb


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


@require_POST
@team_page(Verb.WRITE_STORIES)
def raise_impediment(request: HttpRequest, key: str) -> HttpResponse:
    """Something blocks the story: `title`, and the `next_step` if one is known."""
    story = find_story(request, key)
    facts = {"title": _text(request, "title"), "next_step": _text(request, "next_step")}
    try:
        services.raise_impediment(team=story.team, story=story, actor=request.user, now=timezone.now(), **facts)
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{key} is marked as blocked.")


@require_POST
@team_page(Verb.WRITE_STORIES)
def resolve_impediment(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """It is out of the way; `resolution` says how."""
    impediment = get_object_or_404(Impediment, story=find_story(request, key), pk=pk)
    services.resolve_impediment(
        impediment=impediment, actor=request.user, now=timezone.now(), resolution=_text(request, "resolution")
    )
    return after_change(request, key, "The impediment is resolved.")
