"""Velocity as a page, as a figure and as the rows behind it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.charts import Chart
from core.navigation import team_url_if
from forecasting.cycle.queries import cycle_times
from forecasting.record.charts import reliability_chart
from forecasting.record.queries import record_of
from forecasting.velocity.charts import velocity_chart
from forecasting.velocity.queries import Velocity, velocity_of
from sprints.models import Sprint
from teams.access import team_page
from teams.models import Team
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def page(request: HttpRequest) -> HttpResponse:
    velocity = velocity_of(request.access.team)
    if velocity.refusal:
        context = {"velocity": velocity, "running": _running(request.access.team)}
        return render(request, "forecasting/velocity_too_early.html", context)
    record = record_of(request.access.team)
    context = {
        "velocity": velocity,
        "chart": chart_of(request, velocity),
        "cycle": cycle_times(velocity.closed),
        "record": record,
        "reliability": reliability_chart(record),
    }
    return render(request, "forecasting/velocity.html", context)


@require_safe
@team_page(Verb.SEE)
def figure(request: HttpRequest) -> JsonResponse:
    return JsonResponse(chart_of(request, velocity_of(request.access.team)).figure)


@require_safe
@team_page(Verb.SEE)
def series(request: HttpRequest) -> HttpResponse:
    team = request.access.team
    answer = HttpResponse(chart_of(request, velocity_of(team)).csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="velocity-{team.slug}.csv"'
    return answer


def chart_of(request: HttpRequest, velocity: Velocity) -> Chart:
    """The chart whose bars lead to the sprint reports."""
    links = [_report(request, sprint.number) for sprint in velocity.shown]
    return velocity_chart(velocity.shown, velocity.usual, links)


def _report(request: HttpRequest, number: int) -> str:
    return team_url_if({"request": request}, "sprints:report", number=number)


def _running(team: Team) -> Sprint | None:
    return team.sprints.active().first()
