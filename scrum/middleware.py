"""What happens around every request. Each is a closure that costs microseconds."""

import os
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch

from forecasting.sharing.rules import PRIVATE
from scrum.metrics import count_request
from scrum.security_headers import security_headers as house_headers

Answer = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("scrum.request")
# Machines ask for these every few seconds.
UNLOGGED = frozenset({"livez", "readyz", "metrics"})
# Below these, what follows is a secret (forecasting/urls.py), whether or not there is a page.
SECRET_ROOTS = ("/r/", "/decide/")


def observe(get_response: Answer) -> Answer:
    """Give the request an id, count it, and log it in one line without its query string."""

    def observed(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request.id = os.urandom(8).hex()
        structlog.contextvars.bind_contextvars(request_id=request.id)
        try:
            response = get_response(request)
            _record(request, response.status_code, time.perf_counter() - started)
        finally:
            structlog.contextvars.clear_contextvars()
        response.headers["X-Request-Id"] = request.id
        return response

    return observed


def _record(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    route = match.view_name or match.route if match else "unmatched"
    count_request(method=request.method, route=route, status=status, seconds=seconds)
    if route not in UNLOGGED:
        log.info(
            "request",
            method=request.method,
            path=_path_without_secrets(request),
            status=status,
            ms=round(seconds * 1000, 1),
            user=_user_id(request),
        )


def _path_without_secrets(request: HttpRequest) -> str:
    """The path; of an address that holds a secret only its pattern."""
    match = request.resolver_match
    if match is None:  # a link with its end cut off, or with more behind it, still is a secret
        root = next((root for root in SECRET_ROOTS if request.path.startswith(root)), None)
        return f"{root}…" if root else request.path
    return f"/{match.route}" if _opens_something(match) else request.path


def _opens_something(match: ResolverMatch) -> bool:
    """Whether the address holds a token, or is a link from a letter."""
    return "token" in match.kwargs or (bool(match.kwargs) and str(match.view_name).startswith("account_"))


def _user_id(request: HttpRequest) -> int | None:
    """The id of whoever the view asked for; looking now would cost a query. Anonymous acts (RET-3) are nobody's."""
    if getattr(request, "is_anonymous_act", False):
        return None
    return getattr(getattr(request, "_cached_user", None), "pk", None)


def security_headers(get_response: Answer) -> Answer:
    """Add the security headers that the view has not set itself."""

    def secured(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(SECRET_ROOTS) and "X-Robots-Tag" not in response.headers:
            for name, value in PRIVATE.items():  # a refusal that no view of shared reports has made
                response.headers[name] = value
        for name, value in house_headers().items():
            response.headers.setdefault(name, value)
        return response

    return secured
