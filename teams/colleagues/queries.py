"""Everybody of an organisation, with teams and roles."""

from collections import defaultdict
from dataclasses import dataclass

from teams.access import Access, accessible_organisations, organisation_access
from teams.models import FormerMembership, Organisation, OrganisationMembership, TeamMembership, User
from teams.rules import OrganisationRole, Verb


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person's place in the organisation, and on its teams."""

    place: OrganisationMembership
    teams: list[TeamMembership]

    @property
    def user(self) -> User:
        return self.place.user


def colleagues_of(organisation: Organisation) -> list[Colleague]:
    """Who has access, by name; two queries for any number of people."""
    rows = TeamMembership.objects.current().filter(team__organisation=organisation).select_related("team__organisation")
    teams = defaultdict(list)
    for row in rows.order_by("team__name", "pk"):
        teams[row.user_id].append(row)
    places = organisation.memberships.select_related("user", "organisation").order_by("user__name", "pk")
    return [Colleague(place, teams[place.user_id]) for place in places]


def deactivated_of(organisation: Organisation) -> list[FormerMembership]:
    """Whose access has ended and can be given back, by name."""
    rows = organisation.former_memberships.filter(removed_at=None)
    return list(rows.select_related("user", "organisation").order_by("user__name", "pk"))


def heads_of(organisation: Organisation) -> list[User]:
    """Owners and admins, owners first."""
    rows = organisation.memberships.exclude(role=OrganisationRole.MEMBER).select_related("user")
    heads = sorted(rows.order_by("user__name", "pk"), key=lambda place: place.role != OrganisationRole.OWNER)
    return [place.user for place in heads if place.user.is_active]


def organisations_for(user: User, verb: Verb) -> list[Access]:
    """Access to every organisation in which the person may `verb`."""
    mine = [organisation_access(user, pk=pk) for pk in accessible_organisations(user).values_list("pk", flat=True)]
    return [access for access in mine if access.may(verb)]
