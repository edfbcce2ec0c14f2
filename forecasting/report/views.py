"""What a share link opens."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.errors import TooMany
from core.http import domain_error_response
from forecasting.report.keeping import kept
from forecasting.report.page import page_of
from forecasting.report.paper.paper import paper_of, picture_of
from forecasting.report.queries import report_of
from forecasting.report.telling import Picture, Report
from forecasting.sharing.door import shared_page
from forecasting.sharing.services import note_opening
from teams.limits.rules import SHARE_FILE
from teams.limits.services import take_try

CHARTS = ("velocity", "release")


@require_safe
@shared_page
def report(request: HttpRequest) -> HttpResponse:
    """The report itself."""
    now = timezone.now()
    answer = HttpResponse(page_of(request.shared, now))
    if request.method == "GET":
        note_opening(link=request.shared, now=now)
    return answer


@require_safe
@shared_page
def series(request: HttpRequest, chart: str) -> HttpResponse:
    """What a chart of the report plots, as CSV."""
    made = _of_chart(chart, lambda _, found: found.chart.csv().encode())
    return _file(request, made, f"{chart}.csv", "text/csv; charset=utf-8")


@require_safe
@shared_page
def picture(request: HttpRequest, chart: str) -> HttpResponse:
    """A chart of the report as a picture for slides and letters."""
    return _file(request, _of_chart(chart, picture_of), f"{chart}.png", "image/png")


@require_safe
@shared_page
def paper(request: HttpRequest) -> HttpResponse:
    """The report as PDF."""
    return _file(request, lambda report: paper_of(request.shared, report), "report.pdf", "application/pdf")


def _of_chart(chart: str, make: Callable[[Report, Picture], bytes]) -> Callable[[Report], bytes]:
    """`make` for this chart of a report. A chart that no report has is not found before anything is worked out."""
    if chart not in CHARTS:
        raise Http404("No such chart.")

    def made(report: Report) -> bytes:
        found = report.picture(chart)
        if found is None:
            raise Http404("No such chart.")
        return make(report, found)

    return made


def _file(request: HttpRequest, make: Callable[[Report], bytes], name: str, content_type: str) -> HttpResponse:
    """A file to keep, made once for each state of the figures; making many takes long, so that is counted."""
    link, now = request.shared, timezone.now()

    def made() -> bytes:
        take_try(SHARE_FILE, link.pk, now=now)
        return make(report_of(link, now))

    try:
        answer = HttpResponse(kept(link, name, now, made), content_type=content_type)
    except TooMany as refusal:
        return domain_error_response(request, refusal)
    what, _, ending = name.rpartition(".")
    told = f"{what}-{link.team.slug}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=told)
    return answer
