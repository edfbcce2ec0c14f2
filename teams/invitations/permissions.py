"""Who may bring people in, with which roles."""

from core.errors import NotAllowed
from teams.access import organisation_access, team_access
from teams.colleagues.rules import require_may_give
from teams.models import Invitation, User
from teams.permissions import require_grantable
from teams.rules import Verb


def require_may_invite(invitation: Invitation, actor: User) -> None:
    """Raises NotAllowed when the actor may not bring people in with the invitation's roles, as of now; Http404 when
    they are not inside themselves."""
    if invitation.team_id:
        access = team_access(actor, pk=invitation.team_id)
        _require(access, Verb.MANAGE_MEMBERS)
        require_grantable(access, (), invitation.roles)
        return
    access = organisation_access(actor, pk=invitation.organisation_id)
    _require(access, Verb.MANAGE_PEOPLE)
    for role in invitation.roles:
        require_may_give(access.organisation_role, role)


def _require(access, verb: Verb) -> None:
    if not access.may(verb):
        raise NotAllowed("Your role does not let you invite people.")
