"""An invitation is made, renewed or withdrawn here."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from teams.invitations import rules
from teams.invitations.permissions import require_may_invite
from teams.models import FormerMembership, Invitation, Organisation, Team, User
from teams.rules import OrganisationRole, TeamRole
from teams.services import diary

Made = tuple[Invitation, str]


@transaction.atomic
def invite_person(*, team: Team, email: str, roles: Sequence[str], by_letter: bool, actor: User, now: datetime) -> Made:
    """Invites an address to the team; returns the invitation and its token, which is nowhere else.

    Whether the address has an account makes no difference. Raises Invalid, Conflict when it is invited, on the team or
    deactivated already, NotAllowed for roles that the actor may not give.
    """
    team = Team.objects.select_for_update(no_key=True).select_related("organisation").get(pk=team.pk)
    known = [role.value for role in TeamRole if role.value in set(roles)]
    if not known or len(known) != len(set(roles)):
        raise Invalid("An invitation needs a role.", field="roles", fix="Choose at least one of the four roles.")
    draft = Invitation(organisation=team.organisation, team=team, email=_clean(email), roles=known, inviter=actor)
    require_may_invite(draft, actor)
    if team.memberships.current().filter(user__email__iexact=draft.email).exists():
        raise Conflict(f"{draft.email} is on the team already.", field="email")
    return _make(draft, by_letter, now)


@transaction.atomic
def invite_to_organisation(
    *, organisation: Organisation, email: str, role: str, by_letter: bool, actor: User, now: datetime
) -> Made:
    """Invites an address to the organisation alone, as member, admin or owner; answer and refusals as those of
    `invite_person`."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if role not in set(OrganisationRole):
        raise Invalid("An invitation needs a role.", field="roles", fix=f"Choose from {', '.join(OrganisationRole)}.")
    draft = Invitation(organisation=organisation, email=_clean(email), roles=[str(role)], inviter=actor)
    require_may_invite(draft, actor)
    if organisation.memberships.filter(user__email__iexact=draft.email).exists():
        raise Conflict(f"{draft.email} is in {organisation} already.", field="email")
    return _make(draft, by_letter, now)


def _clean(email: str) -> str:
    email = email.strip().lower()
    if not rules.is_address(email):
        raise Invalid(f"{email[:80]} is not an e-mail address.", field="email", fix="Check it for typing errors.")
    return email


def _make(draft: Invitation, by_letter: bool, now: datetime) -> Made:
    _require_free(draft)
    token = secrets.token_urlsafe(32)
    draft.token_hash, draft.by_letter = rules.fingerprint(token), by_letter
    draft.created_at, draft.expires_at = now, now + rules.HOLDS
    draft.save()
    _note(draft, "invited", draft.inviter, now, roles=draft.roles)
    return draft, token


def _require_free(draft: Invitation) -> None:
    same = Invitation.objects.pending().filter(organisation=draft.organisation, team=draft.team, email=draft.email)
    if same.exists():
        raise Conflict(f"{draft.email} is invited already.", field="email", fix="Send the invitation again instead.")
    former = FormerMembership.objects.filter(organisation=draft.organisation, removed_at=None)
    if former.filter(user__email__iexact=draft.email).exists():
        raise Conflict(
            f"{draft.email} is deactivated in {draft.organisation}.",
            field="email",
            fix="An owner or admin can reactivate them.",
        )


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by_letter: bool, actor: User, now: datetime) -> Made:
    """A new token for seven more days; the one before is dead. The roles stay, and the actor must be able to give
    them. Raises Conflict when it was answered or withdrawn meanwhile."""
    invitation = _locked_pending(invitation)
    require_may_invite(invitation, actor)
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.by_letter = rules.fingerprint(token), by_letter
    invitation.inviter, invitation.expires_at = actor, now + rules.HOLDS
    invitation.save(update_fields=["token_hash", "by_letter", "inviter", "expires_at"])
    _note(invitation, "invited again", actor, now)
    return invitation, token


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Its links stop working. Raises Conflict when it was answered or withdrawn meanwhile."""
    invitation = _locked_pending(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _note(invitation, "withdrew invitation", actor, now)


def _locked_pending(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "team__organisation")
    found = rows.get(pk=invitation.pk)
    if found.accepted_at or found.revoked_at:
        raise Conflict("This invitation was answered or withdrawn meanwhile.", fix="Look at the list again.")
    return found


def _note(invitation: Invitation, verb: str, actor: User, now: datetime, **changes) -> None:
    diary.record(
        actor=actor, verb=verb, subject=invitation.place, now=now, organisation=invitation.organisation,
        team=invitation.team, person=invitation.email, **changes,
    )  # fmt: skip
