"""What a share link opens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.spreadsheet import csv_response
from forecasting.report.page import page_of
from forecasting.report.paper.paper import paper_of, picture_of
from forecasting.report.queries import report_of
from forecasting.report.telling import Picture, Report
from forecasting.sharing.door import shared_page
from forecasting.sharing.services import note_opening


@require_safe
@shared_page
def report(request: HttpRequest) -> HttpResponse:
    """The report itself."""
    answer = HttpResponse(page_of(request.shared, timezone.now()))
    if request.method == "GET":
        note_opening(link=request.shared)
    return answer


@require_safe
@shared_page
def series(request: HttpRequest, chart: str) -> HttpResponse:
    """What a chart of the report plots, as CSV."""
    return csv_response(_found(request, chart)[1].chart.csv(), _name(request, chart))


@require_safe
@shared_page
def picture(request: HttpRequest, chart: str) -> HttpResponse:
    """A chart of the report as a picture for slides and letters."""
    return _file(picture_of(*_found(request, chart)), "image/png", f"{_name(request, chart)}.png")


@require_safe
@shared_page
def paper(request: HttpRequest) -> HttpResponse:
    """The report as PDF."""
    made = paper_of(request.shared, report_of(request.shared, timezone.now()))
    return _file(made, "application/pdf", f"{_name(request, 'report')}.pdf")


def _found(request: HttpRequest, chart: str) -> tuple[Report, Picture]:
    report = report_of(request.shared, timezone.now())
    found = report.picture(chart)
    if found is None:
        raise Http404("No such chart.")
    return report, found


def _name(request: HttpRequest, what: str) -> str:
    return f"{what}-{request.shared.team.slug}"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
