"""Where one is signed in, and the buttons that end it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import toast
from teams.access import signed_in_page
from teams.models import SignIn
from teams.sessions import rules
from teams.sessions.queries import sessions_of
from teams.sessions.services import end_session, end_sessions


@require_safe
@signed_in_page
def sessions(request: HttpRequest) -> HttpResponse:
    """All sessions of the person who asks."""
    found = sessions_of(request.user, timezone.now())
    context = {
        "sessions": found,
        "here": request.session.session_key,
        "idle": rules.IDLE.days,
        "longest": rules.LONGEST.days,
    }
    return render(request, "teams/sessions.html", context)


@require_POST
@signed_in_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own sessions."""
    sign_in = get_object_or_404(SignIn, user=request.user, pk=pk)
    end_session(sign_in=sign_in)
    return toast(request, redirect("teams:sessions"), f"{sign_in.device} is signed out.")


@require_POST
@signed_in_page
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends all of one's sessions but this one."""
    count = end_sessions(user=request.user, keep=request.session.session_key)
    return toast(request, redirect("teams:sessions"), f"Signed out elsewhere: {count}.")
