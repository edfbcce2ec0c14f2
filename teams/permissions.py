"""Permissions that need more than one verb."""

from collections.abc import Iterable

from core.errors import NotAllowed
from teams.access import Access
from teams.rules import ROLE_NAMES, OrganisationRole, TeamRole

# What a Scrum master may hand out; the two roles that decide about work and sprints come from owners and admins.
PLAIN_ROLES = frozenset({TeamRole.MEMBER, TeamRole.STAKEHOLDER})


def grantable_roles(access: Access) -> list[TeamRole]:
    """The team roles that this person may give and take."""
    heads = {OrganisationRole.OWNER, OrganisationRole.ADMIN}
    return list(TeamRole) if heads & access.roles else [role for role in TeamRole if role in PLAIN_ROLES]


def require_grantable(access: Access, before: Iterable[str], after: Iterable[str]) -> None:
    """Raises NotAllowed when a change of roles touches one that this person may not give or take."""
    touched = set(before) ^ set(after)
    if beyond := touched - set(grantable_roles(access)):
        names = " and ".join(sorted(ROLE_NAMES[TeamRole(role)] for role in beyond))
        raise NotAllowed(
            f"Only owners and admins decide who is {names}.", field="roles", fix="Ask one of them, or leave it."
        )
