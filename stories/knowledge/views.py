"""Who knows what a story belongs to, as a panel of its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stories.knowledge.queries import areas_of
from stories.story.page import find_story
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def knowledge(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing for a story without epic and label."""
    story = find_story(request, key)
    return render(request, "stories/_knowledge.html", {"areas": areas_of(story, timezone.now())})
