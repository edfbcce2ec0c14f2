"""Sprint reports: the list of all sprints, one ended sprint, and every number of them as data (VEL-7)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.spreadsheet import csv_response, to_csv
from sprints.models import Sprint
from sprints.reports import tables
from sprints.reports.figures import FIGURES, charts_of
from sprints.reports.queries import Report, report_of, sprint_rows
from teams.access import Access, team_page
from teams.rules import Verb

ROOM = "sprints/reports/"


def _committed(access: Access, number: int) -> Sprint:
    """The team's sprint of this number if it was ever committed; 404 for a plan, which has no numbers yet."""
    sprints = Sprint.objects.exclude(committed_at=None).select_related("team__organisation")
    return get_object_or_404(sprints, team=access.team, number=number)


@require_safe
@team_page(Verb.SEE)
def reports(request: HttpRequest) -> HttpResponse:
    """All committed sprints of the team, newest first."""
    context = {"access": request.access, "rows": sprint_rows(request.access.team)}
    return render(request, f"{ROOM}list.html", context)


@require_safe
@team_page(Verb.SEE)
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The report of an ended sprint; a running one has its own page."""
    sprint = get_object_or_404(
        Sprint.objects.select_related("team__organisation"), team=request.access.team, number=number
    )
    if sprint.is_open:
        return redirect("sprints:sprint", **request.access.team.url_kwargs, number=number)
    if sprint.committed_at is None:
        context = {"access": request.access, "sprint": sprint, "section": "sprints:reports"}
        return render(request, f"{ROOM}never_committed.html", context)
    found = report_of(sprint)
    context = {
        "access": request.access,
        "sprint": sprint,
        "report": found,
        "charts": charts_of(found),
        "section": "sprints:reports",
    }
    return render(request, f"{ROOM}report.html", context)


@require_safe
@team_page(Verb.SEE)
def numbers(request: HttpRequest, number: int) -> JsonResponse:
    """Every number of the report, for programs and for whoever doubts that the past stands still."""
    found = report_of(_committed(request.access, number))
    return JsonResponse(tables.numbers_of(found), json_dumps_params={"sort_keys": True})


@require_safe
@team_page(Verb.SEE)
def series_csv(request: HttpRequest, number: int, chart: str) -> HttpResponse:
    """The plotted series of one chart."""
    sprint = _committed(request.access, number)
    if chart not in FIGURES or sprint.is_imported:
        raise Http404("No such chart.")
    return csv_response(FIGURES[chart](report_of(sprint)).csv(), f"{_name(sprint)} {chart}")


def _name(sprint: Sprint) -> str:
    return f"{sprint.team.slug} sprint {sprint.number}"


def _table(columns: tuple[str, ...], rows: Callable[[Report], Iterable[tuple[Any, ...]]], name: str) -> Callable:
    """A view that gives one table of one sprint."""

    @require_safe
    @team_page(Verb.SEE)
    def view(request: HttpRequest, number: int) -> HttpResponse:
        sprint = _committed(request.access, number)
        return csv_response(to_csv(columns, rows(report_of(sprint))), f"{_name(sprint)} {name}")

    return view


commitment_csv = _table(tables.COMMITMENT, tables.commitment_rows, "commitment")
ledger_csv = _table(tables.LEDGER, tables.ledger_rows, "ledger")


@require_safe
@team_page(Verb.SEE)
def reports_csv(request: HttpRequest) -> HttpResponse:
    """The list of all sprints."""
    team = request.access.team
    return csv_response(to_csv(tables.SPRINTS, map(tables.sprint_row, sprint_rows(team))), f"{team.slug} sprints")


@require_safe
@team_page(Verb.SEE)
def commitments_csv(request: HttpRequest) -> HttpResponse:
    """The committed stories of all sprints, not of the last few."""
    team = request.access.team
    return csv_response(to_csv(tables.COMMITMENT, tables.all_commitments(team)), f"{team.slug} commitments")
