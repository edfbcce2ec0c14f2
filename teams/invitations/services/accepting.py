"""An invitation lets one person in here, once."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from core.errors import Conflict, NotAllowed
from teams.invitations import rules
from teams.invitations.permissions import require_may_invite
from teams.models import FormerMembership, Invitation, Team, TeamMembership, User
from teams.rules import OrganisationRole
from teams.services import diary
from teams.services.members import add_member, join_organisation


class NoInvitation(Conflict):
    """One answer for wrong, expired, withdrawn and used tokens, and for other people's."""

    def __init__(self):
        super().__init__("This invitation cannot be used.", fix="Ask whoever invited you for a new one.")


def hold_invitation(*, token: str, now: datetime) -> Invitation:
    """Locks an open invitation to the end of the transaction; others with its token wait. Raises NoInvitation."""
    rows = Invitation.objects.select_for_update(of=("self",))
    rows = rows.select_related("organisation", "team__organisation", "inviter")
    invitation = rows.filter(token_hash=rules.fingerprint(token)).first()
    if invitation is None or not invitation.is_open(now):
        raise NoInvitation
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> Invitation:
    """Makes the person part of the organisation and, where it names one, of the team, once.

    The token works for its own address only, while whoever invited may still give these roles; a person who is in
    already keeps the roles that they have. Raises NoInvitation, the same for every reason.
    """
    invitation = hold_invitation(token=token, now=now)
    organisation, team, inviter = invitation.organisation, invitation.team, invitation.inviter
    _require_still_good(invitation, user)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    role = OrganisationRole.MEMBER if team else invitation.roles[0]
    join_organisation(organisation=organisation, user=user, actor=inviter, now=now, role=role)
    if team:
        _join_team(team, invitation, now)
    diary.record(
        actor=user, verb="accepted invitation", subject=invitation.place, now=now, organisation=organisation,
        team=team, person=user.name,
    )  # fmt: skip
    return invitation


def _join_team(team: Team, invitation: Invitation, now: datetime) -> None:
    user = invitation.accepted_by
    if not TeamMembership.objects.current().filter(team=team, user=user).exists():
        add_member(team=team, user=user, roles=invitation.roles, actor=invitation.inviter, now=now)


def _require_still_good(invitation: Invitation, user: User) -> None:
    """Who was deactivated comes back by being reactivated only, whatever address they have by now."""
    former = FormerMembership.objects.filter(organisation=invitation.organisation, user=user, removed_at=None)
    if invitation.email != user.email.lower() or not invitation.inviter.is_active or former.exists():
        raise NoInvitation
    try:
        require_may_invite(invitation, invitation.inviter)
    except (NotAllowed, Http404) as gone:
        raise NoInvitation from gone
