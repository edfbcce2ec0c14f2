"""Lists as CSV, filtered as the page is."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.spreadsheet import csv_response, to_csv
from integrations.lists.queries import stories_table
from stories.backlog.forms import StoryFilter
from stories.backlog.queries import largest_size
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def stories(request: HttpRequest) -> HttpResponse:
    """The backlog with the filters of its address, all of its pages."""
    team = request.access.team
    filters = StoryFilter(request.GET, request=request, now=timezone.now(), largest=largest_size(team))
    return csv_response(to_csv(*stories_table(filters.qs.ordered())), f"{team.slug} stories")
