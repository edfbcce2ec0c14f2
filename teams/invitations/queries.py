"""Finding invitations."""

from datetime import datetime

from teams.invitations import rules
from teams.models import Invitation, Team


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that this token opens; None for wrong, expired, withdrawn and used ones alike."""
    rows = Invitation.objects.select_related("organisation", "team__organisation", "inviter")
    found = rows.filter(token_hash=rules.fingerprint(token)).first()
    return found if found and found.is_open(now) else None


def pending_invitations(team: Team) -> list[Invitation]:
    """Those of a team that wait for an answer, newest first; expired ones can be sent again."""
    return list(Invitation.objects.pending().filter(team=team).order_by("-created_at", "-pk"))
