"""Invitations on the People page, and the page where one is accepted."""

from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.http import domain_error_response, toast
from teams.access import public_page, team_page
from teams.invitations.forms import InviteForm, JoinForm
from teams.invitations.letters import send_invitation
from teams.invitations.queries import open_invitation
from teams.invitations.services import (
    NoInvitation,
    accept_invitation,
    hold_invitation,
    invite_person,
    renew_invitation,
    revoke_invitation,
)
from teams.limits.rules import INVITE
from teams.limits.services import take_try
from teams.models import Invitation, Team
from teams.people.page import people_page
from teams.rules import Verb

IN_SESSION = "invitation"


@dataclass
class Outcome:
    """What came of several addresses: links to hand over, addresses written to, and problems by address."""

    links: list[tuple[Invitation, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


@require_POST
@team_page(Verb.MANAGE_MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    """Invites several addresses at once; each that could not be invited is named with the reason."""
    form = InviteForm(request.POST, access=request.access)
    if not form.is_valid():
        return people_page(request, invite_form=form, status=422)
    outcome, by_letter = Outcome(), "as_link" not in request.POST
    for email in form.cleaned_data["emails"]:
        try:
            _deliver(request, *_invite(request, email, form.cleaned_data["invited_roles"], by_letter), outcome)
        except DomainError as error:
            outcome.problems.append((email, error.text if email in error.text else f"{email}: {error.text}"))
    if not outcome.problems and not outcome.links:
        return toast(request, _back(request), f"Invited {', '.join(outcome.sent)}.")
    rest = {
        "emails": "\n".join(email for email, _ in outcome.problems),
        "invited_roles": form.data.getlist("invited_roles"),
    }
    form = InviteForm(initial=rest, access=request.access)
    return people_page(request, invite_form=form, outcome=outcome, status=422 if outcome.problems else 200)


def _invite(request: HttpRequest, email: str, roles: list[str], by_letter: bool) -> tuple[Invitation, str]:
    team, now = request.access.team, timezone.now()
    take_try(INVITE, request.user.pk, team.organisation_id, now=now)
    return invite_person(team=team, email=email, roles=roles, by_letter=by_letter, actor=request.user, now=now)


def _deliver(request: HttpRequest, invitation: Invitation, token: str, outcome: Outcome) -> None:
    """Sends the letter; a link, and a letter that nobody takes, is shown instead."""
    link = request.build_absolute_uri(f"{reverse('teams:join')}?code={token}")
    if not invitation.by_letter:
        outcome.links.append((invitation, link))
    elif send_invitation(invitation, link):
        outcome.sent.append(invitation.email)
    else:
        text = f"The mail server did not take the letter to {invitation.email}. Make a new link in the list instead."
        outcome.problems.append((invitation.email, text))


def _changing(act: Callable[[HttpRequest, Invitation], HttpResponse]) -> Callable:
    """A page that changes one pending invitation of the team; refusals are answered in words."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation.objects.pending(), team=request.access.team, pk=pk)
        try:
            return act(request, invitation)
        except DomainError as error:
            return domain_error_response(request, error)

    return require_POST(team_page(Verb.MANAGE_MEMBERS)(view))


def _renew(request: HttpRequest, invitation: Invitation, *, by_letter: bool) -> Outcome:
    now, outcome = timezone.now(), Outcome()
    take_try(INVITE, request.user.pk, invitation.organisation_id, now=now)
    renewed = renew_invitation(invitation=invitation, by_letter=by_letter, actor=request.user, now=now)
    _deliver(request, *renewed, outcome)
    return outcome


@_changing
def resend(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Sends a new letter; the link in the one before dies."""
    outcome = _renew(request, invitation, by_letter=True)
    if outcome.problems:
        return people_page(request, outcome=outcome, status=422)
    return toast(request, _back(request), f"Sent again to {invitation.email}. The link before does not work any more.")


@_changing
def copy_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Shows a new link, once; the one before dies."""
    return people_page(request, outcome=_renew(request, invitation, by_letter=False))


@_changing
def revoke(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Withdraws it."""
    revoke_invitation(invitation=invitation, actor=request.user, now=timezone.now())
    return toast(request, _back(request), f"The invitation of {invitation.email} is withdrawn.")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect("teams:people", **request.access.team.url_kwargs)


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
            team = accept_invitation(token=token, user=request.user, now=timezone.now())
        except NoInvitation:
            return _unusable(request)
        request.session.pop(IN_SESSION, None)
        return toast(request, _today(team), f"Welcome to {team}.")
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
            answer = complete_signup(request, user=user, redirect_url=_today(invitation.team).url)
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


def _today(team: Team) -> HttpResponse:
    return redirect("scrum:today", **team.url_kwargs)
