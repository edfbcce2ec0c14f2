"""Who knows what a story belongs to, as a panel of its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.http import domain_error_response, go_on
from core.navigation import team_url
from stories.knowledge.queries import areas_of
from stories.story.page import find_story
from stories.story.services import edit_story
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def knowledge(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing for a story without epic and label."""
    story = find_story(request, key)
    may_pair = request.access.may(Verb.WRITE_STORIES) and story.archived_at is None and not story.is_done
    context = {"areas": areas_of(story, timezone.now()), "story": story, "may_pair": may_pair}
    return render(request, "stories/_knowledge.html", context)


@require_POST
@team_page(Verb.WRITE_STORIES)
def pair(request: HttpRequest, key: str) -> HttpResponse:
    """The `person` works on the story too."""
    story = find_story(request, key)
    sent = request.POST.get("person", "")
    members = request.access.team.memberships.current().select_related("user")
    chosen = get_object_or_404(members, user=sent if sent.isdecimal() and len(sent) < 19 else 0).user
    try:
        people = [*story.assignees.exclude(pk=chosen.pk), chosen]
        edit_story(story=story, actor=request.user, now=timezone.now(), assignees=people)
    except DomainError as error:
        return domain_error_response(request, error)
    address = team_url({"request": request}, "stories:story", key=key)
    return go_on(request, address, f"{chosen.get_short_name()} works on {key} too.")
