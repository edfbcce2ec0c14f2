"""The record as rows: every forecast that was made, against what came."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.spreadsheet import to_csv
from forecasting.record.charts import FORECAST_COLUMNS, forecast_rows, reliability_chart
from forecasting.record.queries import record_of
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def forecasts(request: HttpRequest) -> HttpResponse:
    """All past forecasts of the team as CSV."""
    team = request.access.team
    return _csv(to_csv(FORECAST_COLUMNS, forecast_rows(record_of(team).shown)), f"forecasts-{team.slug}")


@require_safe
@team_page(Verb.SEE)
def reliability(request: HttpRequest) -> HttpResponse:
    """What the reliability chart plots, as CSV."""
    team = request.access.team
    return _csv(reliability_chart(record_of(team)).csv(), f"reliability-{team.slug}")


def _csv(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
