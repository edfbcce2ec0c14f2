"""The report as a page."""

from datetime import datetime

from django.template.loader import render_to_string

from forecasting.models import ShareLink
from forecasting.report.keeping import kept
from forecasting.report.queries import report_of


def page_of(link: ShareLink, now: datetime) -> bytes:
    """The page. It is the same for everybody, so it knows of no request."""
    return kept(link, "page", now, lambda: fresh_page(link, now))


def fresh_page(link: ShareLink, now: datetime) -> bytes:
    """The page from the figures of now."""
    context = {"link": link, "report": report_of(link, now)}
    return render_to_string("forecasting/report/report.html", context).encode()
