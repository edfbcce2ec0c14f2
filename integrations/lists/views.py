"""Lists as CSV, filtered as the page is."""

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
from teams.rules import Verb


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
    team = request.access.team
    return csv_response(to_csv(tables.PEOPLE, tables.people_rows(team)), f"{team.slug} people")


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
    team = request.access.team
    return csv_response(to_csv(tables.ESTIMATES, tables.estimate_rows(team)), f"{team.slug} estimates")


@require_safe
@team_page(Verb.SEE)
def impediments(request: HttpRequest) -> HttpResponse:
    """What is and was in the way."""
    team = request.access.team
    return csv_response(to_csv(tables.IMPEDIMENTS, tables.impediment_rows(team)), f"{team.slug} impediments")


@require_safe
@team_page(Verb.SEE)
def actions(request: HttpRequest) -> HttpResponse:
    """What retrospectives decided to try."""
    team = request.access.team
    return csv_response(to_csv(tables.ACTIONS, tables.action_rows(team)), f"{team.slug} actions")


@require_safe
@team_page(Verb.SEE)
def polls(request: HttpRequest) -> HttpResponse:
    """What the team's polls came to."""
    team = request.access.team
    return csv_response(to_csv(tables.POLLS, tables.poll_rows(team)), f"{team.slug} polls")
