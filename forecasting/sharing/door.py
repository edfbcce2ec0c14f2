"""The one door for people who come by a share link: they see that report, and nothing else."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.errors import TooMany
from core.http import domain_error_response
from forecasting.models import ShareLink
from forecasting.sharing.queries import link_of
from forecasting.sharing.rules import PRIVATE, fingerprint
from teams.limits.address import client_address
from teams.limits.rules import SHARE_LINK
from teams.limits.services import take_try

UNLOCKED_FOR = 12 * 3600  # seconds
_signer = signing.TimestampSigner(salt="forecasting.sharing")


def shared_page(view: Callable) -> Callable:
    """Decorates a view of `/r/<token>/…`; sets `request.shared` to the link.

    Unknown, withdrawn and ended links get one and the same 404. One with a password asks for it first.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        link = link_of(token, timezone.now())
        if link is None:
            return private(nothing_here(request))
        request.shared = link
        if link.password and not is_unlocked(request, link):
            return private(_ask_first(request, token))
        with timezone.override(ZoneInfo(link.time_zone)):
            return private(view(request, **kwargs))

    wrapped.declared_access = ("share link", None)
    return wrapped


def private(answer: HttpResponse) -> HttpResponse:
    """Adds the headers of everything below a share link that the answer has not set itself."""
    for name, value in PRIVATE.items():
        answer.headers.setdefault(name, value)
    return answer


def for_forms(answer: HttpResponse) -> HttpResponse:
    """Of a page with a form: with no referrer at all, browsers would send it from an unknown origin."""
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Who guesses is counted; a link that is right opens in any case, so that nobody can shut others out."""
    try:
        take_try(SHARE_LINK, client_address(request), now=timezone.now())
    except TooMany as refusal:
        return domain_error_response(request, refusal)
    return render(request, "forecasting/sharing/closed.html", status=404)


def _ask_first(request: HttpRequest, token: str) -> HttpResponse:
    if request.resolver_match.url_name != "shared":
        return redirect("forecasting:shared", token=token)
    return password_page(request)


def password_page(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    """Asks for the link's password."""
    context = {"wrong": wrong, "link": request.shared}
    return for_forms(render(request, "forecasting/sharing/password.html", context, status=422 if wrong else 200))


def unlock(request: HttpRequest, token: str, password: str) -> HttpResponse:
    """Lets this browser in for half a day if the password is right. The limit on tries has counted this one already."""
    link = link_of(token, timezone.now())
    if link is None:
        return private(nothing_here(request))
    request.shared = link
    if link.password and not check_password(password, link.password):
        return private(password_page(request, wrong=True))
    answer = redirect("forecasting:shared", token=token)
    answer.set_cookie(
        _cookie(link), _signer.sign(_mark(link)), max_age=UNLOCKED_FOR, path=answer.url, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return private(answer)


def is_unlocked(request: HttpRequest, link: ShareLink) -> bool:
    """Whether this browser has given the password lately."""
    try:
        return _signer.unsign(request.COOKIES.get(_cookie(link), ""), max_age=UNLOCKED_FOR) == _mark(link)
    except signing.BadSignature:
        return False


def _cookie(link: ShareLink) -> str:
    return f"report-{link.pk}"


def _mark(link: ShareLink) -> str:
    return f"{link.pk} {fingerprint(link.password)}"
