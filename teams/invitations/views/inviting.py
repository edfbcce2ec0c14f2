"""Invitations on the people pages of a team and of an organisation: made, sent again, withdrawn."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.http import domain_error_response, toast
from teams.access import organisation_page, team_page
from teams.colleagues.page import back_to_colleagues, colleagues_page
from teams.invitations.delivery import Outcome, invite_each, renew
from teams.invitations.forms import InviteForm, OrganisationInviteForm
from teams.invitations.queries import pending_invitations
from teams.invitations.services.inviting import invite_person, invite_to_organisation, revoke_invitation
from teams.models import Invitation
from teams.people.page import back_to_people, people_page
from teams.rules import Verb

Act = Callable[[HttpRequest, Invitation], HttpResponse]


@require_POST
@team_page(Verb.MANAGE_MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    """Invites several addresses to the team at once."""
    form = InviteForm(request.POST, access=request.access)
    if not form.is_valid():
        return people_page(request, invite_form=form, status=422)
    wanted = {"team": request.access.team, "roles": form.cleaned_data["invited_roles"], **_how(request)}
    outcome = invite_each(request, form.cleaned_data["emails"], partial(_invite_person, wanted))
    return _answer(request, outcome, InviteForm(initial=form.left_over(outcome), access=request.access))


@require_POST
@organisation_page(Verb.MANAGE_PEOPLE)
def invite_colleagues(request: HttpRequest) -> HttpResponse:
    """Invites several addresses to the organisation at once."""
    form = OrganisationInviteForm(request.POST, access=request.access)
    if not form.is_valid():
        return colleagues_page(request, invite_form=form, status=422)
    wanted = {"organisation": request.access.organisation, "role": form.cleaned_data["role"], **_how(request)}
    outcome = invite_each(request, form.cleaned_data["emails"], partial(_invite_to_organisation, wanted))
    return _answer(request, outcome, OrganisationInviteForm(initial=form.left_over(outcome), access=request.access))


def _how(request: HttpRequest) -> dict:
    return {"by_letter": "as_link" not in request.POST, "actor": request.user, "now": timezone.now()}


def _invite_person(wanted: dict, email: str):
    return invite_person(email=email, **wanted)


def _invite_to_organisation(wanted: dict, email: str):
    return invite_to_organisation(email=email, **wanted)


def _answer(request: HttpRequest, outcome: Outcome, form) -> HttpResponse:
    """A toast when letters took everybody; otherwise the page with links, and with what is left to do in the form."""
    if outcome.is_all_sent:
        return toast(request, _back(request), f"Invited {', '.join(outcome.sent)}.")
    return _page(request, invite_form=form, outcome=outcome, status=422 if outcome.problems else 200)


def _page(request: HttpRequest, **context) -> HttpResponse:
    return (people_page if request.access.team else colleagues_page)(request, **context)


def _back(request: HttpRequest) -> HttpResponse:
    return (back_to_people if request.access.team else back_to_colleagues)(request)


def _changing(act: Act) -> tuple[Callable, Callable]:
    """Two pages that change a pending invitation, below a team and below an organisation."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        rows = pending_invitations(request.access.team or request.access.organisation)
        try:
            return act(request, get_object_or_404(rows, pk=pk))
        except DomainError as error:
            return domain_error_response(request, error)

    below_team = team_page(Verb.MANAGE_MEMBERS)(view)
    return require_POST(below_team), require_POST(organisation_page(Verb.MANAGE_PEOPLE)(view))


def _resend(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Sends a new letter; the link in the one before dies."""
    outcome = renew(request, invitation, by_letter=True)
    if outcome.problems:
        return _page(request, outcome=outcome, status=422)
    return toast(request, _back(request), f"Sent again to {invitation.email}. The link before does not work any more.")


def _copy_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Shows a new link, once; the one before dies."""
    return _page(request, outcome=renew(request, invitation, by_letter=False))


def _revoke(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Withdraws it."""
    revoke_invitation(invitation=invitation, actor=request.user, now=timezone.now())
    return toast(request, _back(request), f"The invitation of {invitation.email} is withdrawn.")


resend, resend_to_colleague = _changing(_resend)
copy_link, copy_link_of_colleague = _changing(_copy_link)
revoke, revoke_of_colleague = _changing(_revoke)
