"""What pages and programs read of impediments, and who may read what was told in confidence."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from stories.models import Confidence, Impediment
from teams.models import Team, User
from teams.rules import TeamRole

SOLVED_AT_MOST = 100  # solved ones that the list shows


def scrum_masters(team: Team) -> list[User]:
    """The team's Scrum masters, in the order of joining."""
    members = team.memberships.current().select_related("user").order_by("joined_at", "pk")
    return [member.user for member in members if TeamRole.SCRUM_MASTER in member.roles and member.user.is_active]


def seen_by(team: Team) -> QuerySet[Impediment]:
    """The team's own impediments, and those of other teams that wait for it (IMP-2)."""
    rows = Impediment.objects.filter(Q(team=team) | Q(other_team=team))
    return rows.select_related("team__organisation", "other_team", "story", "owner", "raised_by")


def open_ones(team: Team) -> list[Impediment]:
    """Oldest first."""
    return list(seen_by(team).filter(resolved_at=None).order_by("opened_at", "pk"))


def solved_ones(team: Team) -> list[Impediment]:
    """Latest first."""
    return list(seen_by(team).exclude(resolved_at=None).order_by("-resolved_at", "-pk")[:SOLVED_AT_MOST])


def neighbours(team: Team) -> list[Team]:
    """Teams of the organisation that may be asked to act."""
    return list(team.organisation.teams.exclude(pk=team.pk).order_by("name", "pk"))


def confidences_for(team: Team, reader: User) -> list[Confidence]:
    """What waits for the reader: as a Scrum master of the team all of it, else what they have told themselves."""
    rows = team.confidences.filter(settled_at=None).select_related("told_by")
    if reader in scrum_masters(team):
        return list(rows)
    return list(rows.filter(told_by=reader))


def days_taken(team: Team) -> list[tuple[date, float]]:
    """Of every solved impediment of the team: the day on which it was solved by the team's clock, and days it took."""
    rows = team.impediments.exclude(resolved_at=None).values_list("opened_at", "resolved_at")
    return [(resolved.astimezone(team.zone).date(), _days(opened, resolved)) for opened, resolved in rows]


def _days(opened: datetime, resolved: datetime) -> float:
    return max(0.0, (resolved - opened).total_seconds() / 86400)
