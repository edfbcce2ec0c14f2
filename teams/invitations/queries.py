"""Finding invitations."""

from datetime import datetime

from django.db.models import Q, QuerySet

from teams.access import accessible_teams
from teams.colleagues.queries import organisations_for
from teams.invitations import rules
from teams.models import Invitation, Organisation, Team, User
from teams.rules import Verb


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation that this token opens; None for wrong, expired, withdrawn and used ones alike."""
    rows = Invitation.objects.select_related("organisation", "team__organisation", "inviter")
    found = rows.filter(token_hash=rules.fingerprint(token)).first()
    return found if found and found.is_open(now) else None


def pending_invitations(place: Team | Organisation) -> QuerySet[Invitation]:
    """Those that wait for an answer, newest first; expired ones can be sent again.

    Of an organisation those to it and to its teams alike.
    """
    return place.invitations.pending().select_related("organisation", "team").order_by("-created_at", "-pk")


def invitations_where(user: User, of_team: Verb, of_organisation: Verb) -> QuerySet[Invitation]:
    """All that wait for an answer, to teams and to organisations where the person may do these."""
    teams = [access.team.pk for access in accessible_teams(user, of_team)]
    organisations = [access.organisation.pk for access in organisations_for(user, of_organisation)]
    theirs = Q(team__in=teams) | Q(team=None, organisation__in=organisations)
    rows = Invitation.objects.pending().filter(theirs)
    return rows.select_related("organisation", "team__organisation", "inviter").order_by("-created_at", "-pk")
