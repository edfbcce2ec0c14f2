"""The page where an invitation is accepted."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http import toast
from teams.access import public_page
from teams.invitations.forms import JoinForm
from teams.invitations.queries import open_invitation
from teams.invitations.services.accepting import NoInvitation, accept_invitation, hold_invitation
from teams.models import Invitation

IN_SESSION = "invitation"


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def join(request: HttpRequest) -> HttpResponse:
    """Where an invitation is accepted: with one click by its owner, or by signing up on the spot.

    The token moves from the address into the session at once, so that it stays in no history.
    """
    if code := request.GET.get("code"):
        request.session[IN_SESSION] = code[:200]
        return redirect("teams:join")
    token, now = request.session.get(IN_SESSION, ""), timezone.now()
    invitation = open_invitation(token, now)
    if invitation is None:
        return _unusable(request)
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation, token)
    return _sign_up(request, invitation, token)


def _unusable(request: HttpRequest) -> HttpResponse:
    request.session.pop(IN_SESSION, None)
    return render(request, "teams/join_not.html", status=410)


def _accept_signed_in(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    is_theirs = request.user.email.lower() == invitation.email
    if request.method == "POST" and is_theirs:
        try:
            accept_invitation(token=token, user=request.user, now=timezone.now())
        except NoInvitation:
            return _unusable(request)
        request.session.pop(IN_SESSION, None)
        return toast(request, _landing(invitation), f"Welcome to {invitation.place}.")
    context = {"invitation": invitation, "is_theirs": is_theirs}
    return render(request, "teams/join.html", context, status=403 if request.method == "POST" else 200)


def _sign_up(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user, answer = _make_account(request, form, invitation, token)
        except NoInvitation:
            return _unusable(request)
        if answer is None:
            request.session.pop(IN_SESSION, None)
            answer = complete_signup(request, user=user, redirect_url=_landing(invitation).url)
        return answer
    context = {
        "invitation": invitation,
        "form": form,
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={reverse('teams:join')}",
    }
    return render(request, "teams/join.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _make_account(request: HttpRequest, form: JoinForm, invitation: Invitation, token: str):
    """Account and membership, both or neither: of several who use the link at once, one gets in."""
    hold_invitation(token=token, now=timezone.now())
    if invitation.by_letter:  # the letter has shown that the mailbox is theirs
        get_adapter().stash_verified_email(request, invitation.email)
    user, answer = form.try_save(request)
    if answer is None:
        accept_invitation(token=token, user=user, now=timezone.now())
    return user, answer


def _landing(invitation: Invitation) -> HttpResponse:
    """Today of the team; of an organisation its people, who can take them onto a team."""
    if invitation.team:
        return redirect("scrum:today", **invitation.team.url_kwargs)
    return redirect("teams:organisation_people", organisation_slug=invitation.organisation.slug)
