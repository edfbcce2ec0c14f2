"""What the house counts, in Prometheus' text format."""

from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from teams.access import public_page

REQUESTS = Counter("truepace_http_requests", "Requests answered.", ("method", "route", "status"))
LATENCY = Histogram(
    "truepace_http_request_seconds",
    "Seconds from request to response.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
SOCKETS = Gauge("truepace_live_sockets", "Web sockets open in this process.")


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request under the name of its route."""
    REQUESTS.labels(method, route, status).inc()
    LATENCY.labels(route).observe(seconds)


@public_page
def metrics(request: HttpRequest) -> HttpResponse:
    """The counts so far; where METRICS_TOKEN is set, for its bearer only. A server without one
    has no such page."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return not settings.HOUSE.in_production
    given = request.headers.get("Authorization", "")
    return compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
