"""What the story page says about sprints; it is a panel there, because stories know nothing of sprints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sprints.history.queries import stays_of
from stories.models import Story
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def story_sprints(request: HttpRequest, key: str) -> HttpResponse:
    """In how many sprints the story has been, which, and by whom it was carried."""
    story = get_object_or_404(Story, team=request.access.team, key=key)
    stays = stays_of(story)
    carried = sum(bool(stay.item.carried_to) for stay in stays)
    context = {"access": request.access, "story": story, "stays": stays, "carried": carried}
    return render(request, "sprints/history/story_sprints.html", context)
