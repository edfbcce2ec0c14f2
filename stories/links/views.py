"""Links on a story's page, and the search for the other side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError, Invalid
from core.http import domain_error_response
from stories.links import services
from stories.links.queries import find_stories, links_of, seen_teams
from stories.links.rules import WAY_NAMES
from stories.models import Story, StoryLink
from stories.story.page import after_change, find_story
from teams.access import team_page
from teams.rules import Verb


@require_GET
@team_page(Verb.WRITE_STORIES)
def candidates(request: HttpRequest, key: str) -> HttpResponse:
    """Stories to link to, by the words in `text`: a list of choices for the picker."""
    story = find_story(request, key)
    found = find_stories(request.access, request.GET.get("text", ""), leave_out=story, teams=seen_teams(request.user))
    context = {"story": story, "found": list(found), "ways": WAY_NAMES.items()}
    template = "stories/_link_choices.html" if request.htmx else "stories/link.html"
    return render(request, template, context)


@require_POST
@team_page(Verb.WRITE_STORIES)
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Links the story, `way` as it reads here, to the story with the id `other`."""
    sent = request.POST.get("other", "")
    return _link(request, key, request.POST.get("way", ""), sent if sent.isdecimal() and len(sent) < 19 else 0)


def _link(request: HttpRequest, key: str, way: str, pk: int | str) -> HttpResponse:
    story = find_story(request, key)
    other = Story.objects.filter(pk=pk, team__in=seen_teams(request.user)).first()
    try:
        if other is None:
            raise Invalid("There is no such story.", field="other", fix="Choose one from the list.")
        services.link_stories(story=story, way=way, other=other, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return after_change(request, key, f"{key} is linked to {other.key}.")


@require_POST
@team_page(Verb.WRITE_STORIES)
def unlink(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Takes a link out, on both sides; the toast makes it again where the person sees the other side."""
    story = find_story(request, key)
    found = get_object_or_404(StoryLink, pk=pk)
    if story.pk not in (found.source_id, found.target_id):
        raise Http404("No such link.")
    line = next(line for line in links_of(story, seen_teams(request.user)) if line.link == found)
    services.unlink_stories(link=found, actor=request.user, now=timezone.now())
    undo = {"undo": "stories:relink", "way": line.way.value, "other": line.story.pk} if line.story else {}
    return after_change(request, key, "The link is taken out.", **undo)


@require_POST
@team_page(Verb.WRITE_STORIES)
def relink(request: HttpRequest, key: str, way: str, other: int) -> HttpResponse:
    """Makes a link again that was taken out."""
    return _link(request, key, way, other)
