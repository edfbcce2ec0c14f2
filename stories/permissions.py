"""Permissions that need more than one verb."""

from dataclasses import dataclass

from core.errors import Invalid
from teams.access import Access
from teams.models import User
from teams.rules import Verb


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
