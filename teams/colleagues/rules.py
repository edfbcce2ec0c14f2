"""Pure decisions about people of an organisation: whose place may be changed by whom."""

from core.errors import Conflict, NotAllowed
from teams.rules import OrganisationRole


def may_act_on(actor: str | None, subject: str) -> bool:
    """Whether somebody with the one role may change the place of somebody with the other."""
    if actor == OrganisationRole.OWNER:
        return True
    return actor == OrganisationRole.ADMIN and subject == OrganisationRole.MEMBER


def givable_roles(actor: str | None) -> list[OrganisationRole]:
    """The roles that somebody may hand out: nobody lifts another, or themself, above members but an owner."""
    if actor == OrganisationRole.OWNER:
        return list(OrganisationRole)
    return [OrganisationRole.MEMBER] if actor == OrganisationRole.ADMIN else []


def require_may_act_on(actor: str | None, subject: str) -> None:
    """Raises NotAllowed."""
    if not may_act_on(actor, subject):
        raise NotAllowed("Only owners change the place of owners and admins.", fix="Ask an owner.")


def require_may_give(actor: str | None, role: str) -> None:
    """Raises NotAllowed."""
    if role not in givable_roles(actor):
        raise NotAllowed("Only owners decide who is owner or admin.", field="role", fix="Ask an owner.")


def require_somebody_else(actor: int, subject: int) -> None:
    """Raises Conflict: who ends their own access cannot take that back."""
    if actor == subject:
        raise Conflict("You cannot end your own access.", fix="Ask another owner or admin.")


def require_an_owner(others: int) -> None:
    """Raises Conflict when nobody would own the organisation any more; `others` counts the other owners."""
    if not others:
        raise Conflict("The last owner stays.", fix="Make somebody else an owner first.")
