"""Permissions that need more than one verb."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from core.errors import Invalid
from teams.access import Access
from teams.models import User
from teams.rules import OrganisationRole, Verb

_HEADS = frozenset({OrganisationRole.OWNER, OrganisationRole.ADMIN})


@dataclass(frozen=True)
class Override:
    """A product owner's leave to pass a gate that is not met. Only `override_gate` makes one."""

    by: User
    reason: str


def override_gate(access: Access, reason: str | None) -> Override | None:
    """The override a person asks for with `reason`; None when they ask for none.

    Raises PermissionDenied unless they may accept work, Invalid for an empty reason.
    """
    if reason is None:
        return None
    access.require(Verb.ACCEPT)
    if not reason.strip():
        raise Invalid("An override needs a reason.", field="override_reason", fix="Say why it is right this time.")
    return Override(by=access.user, reason=reason.strip()[:500])


def may_take_back_any(access: Access) -> bool:
    """Whether somebody may take back what others said: owners and admins may."""
    return bool(access.roles & _HEADS)


def require_author(access: Access, author: User) -> None:
    """Raises PermissionDenied unless the words are the person's own."""
    if access.user != author:
        raise PermissionDenied("Only who wrote a comment may change its words.")


def require_take_back(access: Access, author: User) -> None:
    """Raises PermissionDenied unless the person may take it back."""
    if access.user != author and not may_take_back_any(access):
        raise PermissionDenied("Only who wrote a comment, or an owner or admin, may take it back.")
