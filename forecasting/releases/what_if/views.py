"""The what-if page: sliders that the server answers, also without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import is_htmx
from core.navigation import team_url
from forecasting.releases.page import epic_names
from forecasting.releases.queries import release_forecast, situation_of
from forecasting.releases.rules.what_if import Lever
from forecasting.releases.views import SECTION, release_or_404
from forecasting.releases.what_if.forms import LEAST_CAPACITY, MOST_CAPACITY, MOST_SPRINTS, WhatIfForm
from forecasting.releases.what_if.trial import Trial
from teams.access import team_page
from teams.rules import Verb


@require_safe
@team_page(Verb.SEE)
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """The chance with what the sliders say; where there is no forecast, the release's page says what is missing."""
    release, now = release_or_404(request, pk), timezone.now()
    forecast = release_forecast(release, now)
    if forecast.missing or forecast.is_done:
        return redirect(team_url({"request": request}, "forecasting:release", pk=pk))
    situation = situation_of(release, now)
    epics = epic_names(situation.open_pieces)
    form = WhatIfForm(request.GET, situation, epics)
    trial = Trial(situation, situation.plan, form.changes, form.cut)
    context = {
        "section": SECTION,
        "release": release,
        "form": form,
        "trial": trial,
        "sliders": _sliders(form, trial),
        "epics": [(pk, name, str(pk) in request.GET.getlist("without")) for pk, name in epics.items()],
        "query": request.GET.urlencode(),
        "levers": [(lever, _with(request, trial, lever)) for lever in trial.levers],
    }
    part = "forecasting/_what_if_answer.html" if is_htmx(request) else "forecasting/what_if.html"
    return render(request, part, context, status=422 if form.errors else 200)


def _with(request: HttpRequest, trial: Trial, lever: Lever) -> str:
    """The query of the what-if that has this lever, too."""
    query, added = request.GET.copy(), dict(lever.query)
    if "points" in added:
        added["points"] = round(trial.cut.points + added["points"])
    if "capacity" in added:
        added["capacity"] = max(LEAST_CAPACITY, round(trial.changes.capacity * added["capacity"]))
    if "target" in added:
        query.pop("sprint", None)
    for name, value in added.items():
        query[name] = str(value)
    return query.urlencode()


def _sliders(form: WhatIfForm, trial: Trial) -> dict:
    """Ends and places of the sliders."""
    stops, day = trial.planned.stops[:MOST_SPRINTS], trial.day
    at = max([place for place, stop in enumerate(stops, start=1) if stop.day <= day], default=1)
    return {
        "most_points": int(trial.planned.backlog),
        "points": int(form.cleaned_data.get("points") or 0),
        "capacity": round(100 * trial.changes.capacity),
        "least_capacity": LEAST_CAPACITY,
        "most_capacity": MOST_CAPACITY,
        "sprint": at,
        "most_sprints": len(stops),
        "first_end": stops[0].day,
        "last_end": stops[-1].day,
    }
