"""The report as a page that is made once for each version of its figures."""

from datetime import datetime

from django.core.cache import caches
from django.template.loader import render_to_string

from forecasting.models import ShareLink
from forecasting.report.queries import report_of, version_of

KEPT_FOR = 3600  # seconds


def page_of(link: ShareLink, now: datetime) -> bytes:
    """The page, from the cache where nothing has changed. Whether the link is live has been asked before."""
    cache, key = caches["fragments"], f"report:{link.pk}:{version_of(link, now)}"
    page = cache.get(key)
    if page is None:
        page = fresh_page(link, now)
        cache.set(key, page, KEPT_FOR)
    return page


def fresh_page(link: ShareLink, now: datetime) -> bytes:
    """The page from the figures of now. It is the same for everybody, so it knows of no request."""
    context = {"link": link, "report": report_of(link, now)}
    return render_to_string("forecasting/report/report.html", context).encode()
