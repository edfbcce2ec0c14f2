"""Who enters days off for whom, and who is told why somebody is away."""

from django.http import Http404

from teams.access import Access, accessible_teams
from teams.models import Absence, TeamMembership, User
from teams.rules import Verb


def may_enter_for(access: Access, user_id: int) -> bool:
    """One's own days off, or those of others."""
    own = user_id == access.user.pk
    return access.may(Verb.MANAGE_AVAILABILITY) or (own and access.may(Verb.ENTER_DAYS_OFF))


def require_enter_for(access: Access, user_id: int) -> None:
    """Raises PermissionDenied."""
    access.require(Verb.ENTER_DAYS_OFF if user_id == access.user.pk else Verb.MANAGE_AVAILABILITY)


def may_see_reason(access: Access, user_id: int) -> bool:
    """Kind and note of days off are for the person and for Scrum masters, owners and admins; others see “away”."""
    return user_id == access.user.pk or access.may(Verb.MANAGE_AVAILABILITY)


def access_to_absence(user: User, absence: Absence) -> Access:
    """The best access of `user` to any team that the absent person is on; Http404 where they share none."""
    teams = TeamMembership.objects.current().filter(user=absence.user_id, team__organisation=absence.organisation_id)
    shared = set(teams.values_list("team_id", flat=True))
    found = [access for access in accessible_teams(user) if access.team.pk in shared]
    if not found:
        raise Http404("No such days off.")
    return max(found, key=lambda access: access.may(Verb.MANAGE_AVAILABILITY))
