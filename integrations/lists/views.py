"""Lists as CSV, filtered as the page is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.spreadsheet import csv_response, to_csv
from integrations.lists import tables
from integrations.lists.queries import stories_table
from stories.backlog.forms import StoryFilter
from stories.backlog.queries import largest_size
from teams.access import team_page
from teams.models import Team
from teams.rules import Verb


def _whole(request: HttpRequest, name: str, columns: Sequence[str], rows: Callable[[Team], Iterable]) -> HttpResponse:
    """A list of the team as a file."""
    team = request.access.team
    return csv_response(to_csv(columns, rows(team)), f"{team.slug} {name}")


@require_safe
@team_page(Verb.SEE)
def stories(request: HttpRequest) -> HttpResponse:
    """The backlog with the filters of its address, all of its pages."""
    team = request.access.team
    filters = StoryFilter(request.GET, request=request, now=timezone.now(), largest=largest_size(team))
    return csv_response(to_csv(*stories_table(filters.qs.ordered())), f"{team.slug} stories")


@require_safe
@team_page(Verb.SEE)
def people(request: HttpRequest) -> HttpResponse:
    """The team's members."""
    return _whole(request, "people", tables.PEOPLE, tables.people_rows)


@require_safe
@team_page(Verb.SEE)
def calendar(request: HttpRequest) -> HttpResponse:
    """Who is here: the last 30 days and the next 90."""
    team = request.access.team
    today = timezone.now().astimezone(team.zone).date()
    rows = tables.calendar_rows(team, today - timedelta(days=30), today + timedelta(days=90))
    return csv_response(to_csv(tables.CALENDAR, rows), f"{team.slug} calendar")


@require_safe
@team_page(Verb.SEE)
def estimates(request: HttpRequest) -> HttpResponse:
    """What poker rooms have agreed on."""
    return _whole(request, "estimates", tables.ESTIMATES, tables.estimate_rows)


@require_safe
@team_page(Verb.SEE)
def impediments(request: HttpRequest) -> HttpResponse:
    """What is and was in the way."""
    return _whole(request, "impediments", tables.IMPEDIMENTS, tables.impediment_rows)


@require_safe
@team_page(Verb.SEE)
def actions(request: HttpRequest) -> HttpResponse:
    """What retrospectives decided to try."""
    return _whole(request, "actions", tables.ACTIONS, tables.action_rows)


@require_safe
@team_page(Verb.SEE)
def polls(request: HttpRequest) -> HttpResponse:
    """What the team's polls came to."""
    return _whole(request, "polls", tables.POLLS, tables.poll_rows)
