"""What programs hear where no page and no endpoint is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from core.http import PROBLEM

API = "/api/"


def _problem(status: int, title: str, detail: str) -> JsonResponse:
    code = title.lower().replace(" ", "_")
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, "errors": []}
    return JsonResponse(body, status=status, content_type=PROBLEM)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: a page for people, a problem below /api/."""
    if request.path.startswith(API):
        return _problem(404, "Not found", "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, alike."""
    if request.path.startswith(API):
        return _problem(500, "Server error", "Something went wrong on our side. Nothing was changed.")
    return defaults.server_error(request)
