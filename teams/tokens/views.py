"""One's access tokens: made, shown once, revoked."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, toast
from teams.access import signed_in_page
from teams.tokens.forms import NewTokenForm
from teams.tokens.queries import tokens_of
from teams.tokens.services import make_token, revoke_token

MADE = "made_tokens"  # in the session: marks of the forms that made a token
REMEMBERED = 20


class Unlogged(str):
    """Text that pages print and logs do not: Django's debug lines and error reports show contexts by their repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in_page
def tokens(request: HttpRequest) -> HttpResponse:
    """Lists tokens and makes one. The new secret stands in the answer itself: kept anywhere, it would not be secret."""
    if request.method == "POST" and request.POST.get("once", "-") in request.session.get(MADE, ()):
        return toast(request, redirect("teams:tokens"), "That token is made already. Its secret was shown that once.")
    form = NewTokenForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = _make(request, form)
        except DomainError as error:
            add_to_form(form, error)
        else:
            _remember(request)
            messages.success(request, f"“{token}” is made.")
            return _page(request, NewTokenForm(user=request.user), made=token, secret=Unlogged(secret))
    return _page(request, form, status=422 if form.errors else 200)


def _remember(request: HttpRequest) -> None:
    """A reload sends the form again; that must not make a second token."""
    request.session[MADE] = [*request.session.get(MADE, ()), request.POST.get("once", "")][-REMEMBERED:]


def _make(request: HttpRequest, form: NewTokenForm):
    now = timezone.now()
    wanted = {name: form.cleaned_data[name] for name in ("name", "scopes")}
    return make_token(user=request.user, now=now, expires_at=form.expires_at(now), **wanted, **form.places())


def _page(request: HttpRequest, form: NewTokenForm, status: int = 200, **context) -> HttpResponse:
    context |= {
        "form": form,
        "once": request.POST.get("once") if form.errors else secrets.token_hex(8),
        "tokens": list(tokens_of(request.user)),
        "now": timezone.now(),
    }
    return render(request, "teams/tokens.html", context, status=status)


@require_POST
@signed_in_page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The token opens nothing from now on."""
    token = get_object_or_404(tokens_of(request.user), pk=pk)
    revoke_token(token=token, now=timezone.now())
    return toast(request, redirect("teams:tokens"), f"“{token}” is revoked. Programs that use it are refused now.")
