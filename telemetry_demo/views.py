"""The strip on the board, the page of live figures, and the search in raw readings."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.spreadsheet import to_csv
from live.publish import version_of
from teams.access import team_page
from teams.rules import Verb
from telemetry_demo.events import Event
from telemetry_demo.pace.charts import events_chart
from telemetry_demo.pace.queries import figures_of
from telemetry_demo.pace.services import TOPIC
from telemetry_demo.raw.forms import SearchForm
from telemetry_demo.raw.queries import search, search_at_most
from telemetry_demo.series.queries import patients_of
from telemetry_demo.times import micros, written
from telemetry_demo.trials.queries import trials_of

SHOWN: Final = 100
MOST_IN_CSV: Final = 1_000_000
COLUMNS: Final = ("trial", "patient", "visit", "device", "seq", "ts", "signal", "value")
AT_ONCE: Final = 1000


def _figures(request: HttpRequest) -> dict:
    team = request.access.team.pk
    version = version_of(f"{TOPIC}:{team}")
    return {"version": version, "figures": figures_of(team, timezone.now())}


@require_safe
@team_page(Verb.SEE)
def strip(request: HttpRequest) -> HttpResponse:
    """The strip of live readings on the sprint board."""
    return render(request, "telemetry_demo/_strip.html", _figures(request))


@require_safe
@team_page(Verb.SEE)
def dashboard(request: HttpRequest) -> HttpResponse:
    """How the team's streams do, and its patients."""
    trials, now = trials_of(request.access.team.pk), timezone.now()
    context = _figures(request)
    if trials:
        chart = events_chart(trials, now, timezone.get_current_timezone())
        context |= {"chart": chart, "patients": patients_of(trials, now), "trials": trials}
    return render(request, "telemetry_demo/dashboard.html", context)


@require_safe
@team_page(Verb.SEE)
def readings(request: HttpRequest) -> HttpResponse:
    """Raw readings by what they say; as CSV when asked for."""
    trials = trials_of(request.access.team.pk)
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "telemetry_demo/readings.html", {"form": form, "trials": trials}, status=422)
    if request.GET.get("format") == "csv":
        return _csv(islice(search(form.wanted(trials)), MOST_IN_CSV))
    found, more = search_at_most(form.wanted(trials), SHOWN)
    asked = request.GET.copy()
    asked["format"] = "csv"
    context = {"form": form, "trials": trials, "found": found, "more": more, "csv": asked.urlencode()}
    return render(request, "telemetry_demo/readings.html", context)


def _csv(events: Iterator[Event]) -> StreamingHttpResponse:
    """As it is found, so that a million readings need no memory."""
    answer = StreamingHttpResponse(_csv_parts(events), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="readings.csv"'
    return answer


def _csv_parts(events: Iterator[Event]) -> Iterator[str]:
    heading = COLUMNS
    while (together := list(islice(events, AT_ONCE))) or heading:
        text = to_csv(COLUMNS, [_row(event) for event in together])
        yield text if heading else text.split("\n", 1)[1]
        heading = ()


def _row(event: Event) -> tuple:
    return (*(getattr(event, name) for name in COLUMNS[:5]), written(micros(event.ts)), event.signal, event.value)
