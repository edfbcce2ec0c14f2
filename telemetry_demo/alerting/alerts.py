"""The list of alerts, and what a person says of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.http import domain_error_response, go_on
from core.navigation import team_url
from live.publish import version_of
from teams.access import team_page
from teams.rules import Verb
from telemetry_demo.alerting import queries, services
from telemetry_demo.alerting.models import Alert
from telemetry_demo.times import moment

ON_A_PAGE = 50
SHOWS = {
    "open": ("Not looked at", {"seen_at": None}),
    "going": ("Going on", {"ended": None}),
    "real": ("Real", {"verdict": "real"}),
    "false": ("False alarms", {"verdict": "false"}),
    "all": ("All", {}),
}


@require_safe
@team_page(Verb.SEE)
def alerts(request: HttpRequest) -> HttpResponse:
    """What the rules found, newest first; `show` is one of open, going, real, false, all."""
    team = request.access.team
    version = version_of(f"alerts:{team.pk}")
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "open"
    every = queries.alerts_of(team)
    page = Paginator(every.filter(**SHOWS[show][1]), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "telemetry_demo:dashboard",
        "version": version,
        "show": show,
        "chips": [(key, name, every.filter(**lookup).count()) for key, (name, lookup) in SHOWS.items()],
        "page": page,
        "rows": [(alert, moment(alert.began), alert.ended and moment(alert.ended)) for alert in page],
    }
    return render(request, "telemetry_demo/alerts.html", context)


def _alert(request: HttpRequest, pk: int) -> Alert:
    return get_object_or_404(Alert, team=request.access.team, pk=pk)


def _back(request: HttpRequest, words: str, *, undo: str = "") -> HttpResponse:
    messages.success(request, words, extra_tags=undo)
    show = request.POST.get("show", "")
    address = team_url({"request": request}, "telemetry_alerting:alerts")
    return go_on(request, f"{address}?show={show}" if show in SHOWS else address)


@require_POST
@team_page(Verb.WRITE_STORIES)
def see_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """`verdict` says whether it was real or false."""
    try:
        seen = services.see_alert(
            alert=_alert(request, pk), verdict=request.POST.get("verdict", "")[:20], actor=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        return domain_error_response(request, error)
    words = "It was real." if seen.verdict == "real" else "It was a false alarm."
    return _back(request, words, undo=team_url({"request": request}, "telemetry_alerting:unsee_alert", pk=pk))


@require_POST
@team_page(Verb.WRITE_STORIES)
def unsee_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what was said of it."""
    services.take_back_seeing(alert=_alert(request, pk), actor=request.user, now=timezone.now())
    return _back(request, "It waits to be looked at again.")
