"""A team's releases: the list, one of them with its forecast, and keeping them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from core.navigation import team_url
from forecasting.models import Release
from forecasting.releases import services
from forecasting.releases.charts import release_chart
from forecasting.releases.forms import ReleaseForm
from forecasting.releases.page import page_of
from forecasting.releases.queries import release_forecast, releases_of
from forecasting.velocity.charts import compact
from forecasting.velocity.queries import velocity_of
from forecasting.velocity.views import chart_of
from teams.access import team_page
from teams.rules import Verb

SECTION = "forecasting:releases"


def release_or_404(request: HttpRequest, pk: int) -> Release:
    """The team's release with this id, archived or not."""
    return get_object_or_404(Release.objects.select_related("team__organisation"), team=request.access.team, pk=pk)


@require_safe
@team_page(Verb.SEE)
def releases(request: HttpRequest) -> HttpResponse:
    """All releases in one sentence each."""
    team, now = request.access.team, timezone.now()
    context = {
        "section": SECTION,
        "forecasts": [release_forecast(release, now) for release in releases_of(team)],
        "archived": list(team.releases.exclude(archived_at=None)),
        "may_edit": request.access.may(Verb.ORDER_BACKLOG),
    }
    return render(request, "forecasting/releases.html", context)


@require_safe
@team_page(Verb.SEE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: the sentence, the odds, how it came and what would move the date."""
    found = release_or_404(request, pk)
    page = page_of(found, timezone.now())
    velocity = velocity_of(request.access.team)
    context = {
        "section": SECTION,
        "release": found,
        "page": page,
        "forecast": page.forecast,
        "chart": release_chart(page.forecast) if page.forecast.scope else None,
        "velocity": velocity,
        "velocity_chart": None if velocity.refusal else compact(chart_of(request, velocity)),
        "may_edit": request.access.may(Verb.ORDER_BACKLOG),
        "open_decisions": found.decisions.filter(closed_at=None),
    }
    return render(request, "forecasting/release.html", context)


@require_safe
@team_page(Verb.SEE)
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """What the burn-up plots, as CSV."""
    found = release_or_404(request, pk)
    text = release_chart(release_forecast(found, timezone.now())).csv()
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="release-{found.pk}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
@team_page(Verb.ORDER_BACKLOG)
def create(request: HttpRequest) -> HttpResponse:
    """A new release."""
    return _edit(request, ReleaseForm(request.POST or None, access=request.access))


@require_http_methods(["GET", "POST"])
@team_page(Verb.ORDER_BACKLOG)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, date or scope."""
    form = ReleaseForm(request.POST or None, access=request.access, release=release_or_404(request, pk))
    return _edit(request, form)


def _edit(request: HttpRequest, form: ReleaseForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            saved = form.save(now=timezone.now())
        except DomainError as error:
            add_to_form(form, error)
        else:
            address = team_url({"request": request}, "forecasting:release", pk=saved.pk)
            return toast(request, redirect(address), f"{saved.name} is saved.")
    context = {"section": SECTION, "form": form, "release": form.release}
    return render(request, "forecasting/release_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@team_page(Verb.ORDER_BACKLOG)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list; the toast takes it back."""
    found = release_or_404(request, pk)
    undo = team_url({"request": request}, "forecasting:release_restore", pk=pk)
    return _do(request, services.archive_release, found, f"{found.name} is archived.", undo=undo)


@require_POST
@team_page(Verb.ORDER_BACKLOG)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    found = release_or_404(request, pk)
    return _do(request, services.restore_release, found, f"{found.name} is back on the list.")


def _do(request: HttpRequest, change, found: Release, words: str, *, undo: str = "") -> HttpResponse:
    try:
        change(release=found, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, redirect(team_url({"request": request}, SECTION)), words, undo_url=undo)
