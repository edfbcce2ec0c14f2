"""Notes sign-ins and what becomes of them: a middleware and receivers of Django's signals."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, signals
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from teams.limits.address import client_address
from teams.models import SignIn
from teams.sessions.services import begin_session, go_on_with_session


def keep_sessions(get_response: Callable) -> Callable:
    """Middleware: sessions in use go on, others end by themselves (docs/running.md says when)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            go_on_with_session(session=request.session, now=timezone.now())
        return response

    return middleware


def note_sign_in(sender, request: HttpRequest, user, **_) -> None:
    agent = request.META.get("HTTP_USER_AGENT", "")
    begin_session(
        user=user, session=request.session, user_agent=agent, place=client_address(request), now=timezone.now()
    )


def forget_sign_in(sender, request: HttpRequest, **_) -> None:
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        SignIn.objects.filter(session_key=key).delete()


def connect() -> None:
    """Listen to sign-ins and sign-outs."""
    signals.user_logged_in.connect(note_sign_in, dispatch_uid="teams.note_sign_in")
    signals.user_logged_out.connect(forget_sign_in, dispatch_uid="teams.forget_sign_in")
