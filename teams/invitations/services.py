"""People are brought in here: an invitation is made, renewed, withdrawn or accepted."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import Http404

from core.errors import Conflict, Invalid, NotAllowed
from teams.access import team_access
from teams.invitations import rules
from teams.models import Invitation, Team, TeamMembership, User
from teams.permissions import require_grantable
from teams.rules import TeamRole, Verb
from teams.services import diary
from teams.services.members import add_member, join_organisation


class NoInvitation(Conflict):
    """One answer for wrong, expired, withdrawn and used tokens, and for other people's."""

    def __init__(self):
        super().__init__("This invitation cannot be used.", fix="Ask whoever invited you for a new one.")


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _require_grantable(team: Team, actor: User, roles: Sequence[str]) -> None:
    """Raises NotAllowed when the actor may not bring people into the team with these roles, as of now."""
    access = team_access(actor, pk=team.pk)
    if not access.may(Verb.MANAGE_MEMBERS):
        raise NotAllowed("Your role does not let you invite people.")
    require_grantable(access, (), roles)


@transaction.atomic
def invite_person(
    *, team: Team, email: str, roles: Sequence[str], by_letter: bool, actor: User, now: datetime
) -> tuple[Invitation, str]:
    """Invites an address to the team; returns the invitation and its token, which is nowhere else.

    Whether the address has an account makes no difference. Raises Invalid, Conflict when it is invited or on the team
    already, NotAllowed for roles that the actor may not give.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    email = email.strip().lower()
    known = [role.value for role in TeamRole if role.value in set(roles)]
    if not known or len(known) != len(set(roles)):
        raise Invalid("An invitation needs a role.", field="roles", fix="Choose at least one of the four roles.")
    if not rules.is_address(email):
        raise Invalid(f"{email[:80]} is not an e-mail address.", field="emails", fix="Check it for typing errors.")
    _require_grantable(team, actor, known)
    if team.memberships.current().filter(user__email__iexact=email).exists():
        raise Conflict(f"{email} is on the team already.", field="emails")
    if Invitation.objects.pending().filter(team=team, email=email).exists():
        raise Conflict(f"{email} is invited already.", field="emails", fix="Send the invitation again instead.")
    token = _new_token()
    made = Invitation.objects.create(
        organisation_id=team.organisation_id,
        team=team,
        email=email,
        roles=known,
        inviter=actor,
        token_hash=rules.fingerprint(token),
        by_letter=by_letter,
        created_at=now,
        expires_at=now + rules.HOLDS,
    )
    diary.record(actor=actor, verb="invited", subject=team, now=now, team=team, person=email, roles=known)
    return made, token


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by_letter: bool, actor: User, now: datetime) -> tuple[Invitation, str]:
    """A new token for seven more days; the one before is dead. The roles stay, and the actor must be able to give
    them. Raises Conflict when it was answered or withdrawn meanwhile."""
    invitation = _locked_pending(invitation)
    _require_grantable(invitation.team, actor, invitation.roles)
    token = _new_token()
    invitation.token_hash, invitation.by_letter = rules.fingerprint(token), by_letter
    invitation.inviter, invitation.expires_at = actor, now + rules.HOLDS
    invitation.save(update_fields=["token_hash", "by_letter", "inviter", "expires_at"])
    team = invitation.team
    diary.record(actor=actor, verb="invited again", subject=team, now=now, team=team, person=invitation.email)
    return invitation, token


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Its links stop working. Raises Conflict when it was answered or withdrawn meanwhile."""
    invitation = _locked_pending(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    team = invitation.team
    diary.record(actor=actor, verb="withdrew invitation", subject=team, now=now, team=team, person=invitation.email)


def _locked_pending(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("team__organisation")
    found = rows.get(pk=invitation.pk)
    if found.accepted_at or found.revoked_at:
        raise Conflict("This invitation was answered or withdrawn meanwhile.", fix="Look at the list again.")
    return found


def hold_invitation(*, token: str, now: datetime) -> Invitation:
    """Locks an open invitation to the end of the transaction; others with its token wait. Raises NoInvitation."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("team__organisation", "inviter")
    invitation = rows.filter(token_hash=rules.fingerprint(token)).first()
    if invitation is None or not invitation.is_open(now):
        raise NoInvitation
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> Team:
    """Makes the person part of the organisation and the team, once.

    The token works for its own address only, while whoever invited may still give these roles; a person who is on the
    team already keeps the roles that they have. Raises NoInvitation, the same for every reason.
    """
    invitation = hold_invitation(token=token, now=now)
    if invitation.email != user.email.lower():
        raise NoInvitation
    team, inviter = invitation.team, invitation.inviter
    _require_still_grantable(invitation)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    join_organisation(organisation=team.organisation, user=user, actor=inviter, now=now)
    if not TeamMembership.objects.current().filter(team=team, user=user).exists():
        add_member(team=team, user=user, roles=invitation.roles, actor=inviter, now=now)
    diary.record(actor=user, verb="accepted invitation", subject=team, now=now, team=team, person=user.name)
    return team


def _require_still_grantable(invitation: Invitation) -> None:
    inviter = invitation.inviter
    if not inviter.is_active:
        raise NoInvitation
    try:
        _require_grantable(invitation.team, inviter, invitation.roles)
    except (NotAllowed, Http404) as gone:
        raise NoInvitation from gone
