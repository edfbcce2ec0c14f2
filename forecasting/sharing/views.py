"""Share links of a team: made, shown once, withdrawn."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import add_to_form, toast
from core.navigation import team_url
from forecasting.sharing.door import unlock
from forecasting.sharing.forms import NewLinkForm
from forecasting.sharing.queries import links_of
from forecasting.sharing.services import share_report, withdraw_link, write_openings
from teams.access import public_page, team_page
from teams.rules import Verb
from teams.tokens.views import Unlogged

MADE = "made_links"  # in the session: marks of the forms that made a link
REMEMBERED = 20


@require_http_methods(["GET", "POST"])
@never_cache
@team_page(Verb.SHARE)
def links(request: HttpRequest) -> HttpResponse:
    """Lists links and makes one. Its address stands in the answer itself: kept anywhere, it would not be secret."""
    if request.method == "POST" and request.POST.get("once", "-") in request.session.get(MADE, ()):
        return toast(request, redirect(_here(request)), "That link is made already. Its address was shown that once.")
    team = request.access.team
    form = NewLinkForm(request.POST or None, team=team, initial={"about": request.GET.get("release", "")})
    if request.method == "POST" and form.is_valid():
        try:
            link, token = _make(request, form)
        except DomainError as error:
            add_to_form(form, error)
        else:
            _remember(request)
            messages.success(request, f"“{link}” is made.")
            return _page(request, NewLinkForm(team=team), made=link, address=Unlogged(address_of(request, token)))
    return _page(request, form, status=422 if form.errors else 200)


def address_of(request: HttpRequest, token: str) -> str:
    """The whole address that a link is handed over as."""
    return request.build_absolute_uri(reverse("forecasting:shared", kwargs={"token": token}))


def _make(request: HttpRequest, form: NewLinkForm):
    now, wanted = timezone.now(), form.cleaned_data
    return share_report(
        team=request.access.team, release=form.release, name=wanted["name"], expires_at=form.expires_at(now),
        password=wanted["password"], names_allowed=wanted["names_allowed"], lets_decide=wanted["lets_decide"],
        actor=request.user, now=now,
    )  # fmt: skip


def _remember(request: HttpRequest) -> None:
    """A reload sends the form again; that must not make a second link."""
    request.session[MADE] = [*request.session.get(MADE, ()), request.POST.get("once", "")][-REMEMBERED:]


def _here(request: HttpRequest) -> str:
    return team_url({"request": request}, "forecasting:links")


def _page(request: HttpRequest, form: NewLinkForm, status: int = 200, **context) -> HttpResponse:
    now = timezone.now()
    write_openings(now=now)
    known = list(links_of(request.access.team))
    context |= {
        "form": form,
        "once": request.POST.get("once") if form.errors else secrets.token_hex(8),
        "live": [link for link in known if link.is_live(now)],
        "over": [link for link in known if not link.is_live(now)],
        "section": "forecasting:velocity",
    }
    return render(request, "forecasting/sharing/links.html", context, status=status)


@require_POST
@team_page(Verb.SHARE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The link opens nothing from now on."""
    link = get_object_or_404(request.access.team.share_links, pk=pk)
    withdraw_link(link=link, actor=request.user, now=timezone.now())
    return toast(request, redirect(_here(request)), f"“{link}” is withdrawn. It opens nothing any more.")


@require_POST
@public_page
def unlock_shared(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the password of a link (counted by teams/limits/guard.py before anything is hashed)."""
    return unlock(request, token, request.POST.get("password", "")[:200])
