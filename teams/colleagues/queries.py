"""Everybody of an organisation, with teams and roles."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

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


def places_of(organisation: Organisation, words: str = "") -> QuerySet[OrganisationMembership]:
    """Who has access, by name; with `words` those in whose name or e-mail each of them stands."""
    return _named(organisation.memberships.all(), words)


def deactivated_of(organisation: Organisation, words: str = "") -> QuerySet[FormerMembership]:
    """Whose access has ended and can be given back, by name; `words` as for `places_of`."""
    return _named(organisation.former_memberships.filter(removed_at=None), words)


def _named(rows: QuerySet, words: str) -> QuerySet:
    for word in words.split():
        rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return rows.select_related("user", "organisation").order_by("user__name", "pk")


def colleagues_in(organisation: Organisation, places: Collection[OrganisationMembership]) -> list[Colleague]:
    """These people with their teams; one query for any number of them."""
    rows = TeamMembership.objects.current().filter(
        team__organisation=organisation, user__in=[place.user_id for place in places]
    )
    teams = defaultdict(list)
    for row in rows.select_related("team__organisation").order_by("team__name", "pk"):
        teams[row.user_id].append(row)
    return [Colleague(place, teams[place.user_id]) for place in places]


def heads_of(organisation: Organisation) -> list[User]:
    """Owners and admins, owners first."""
    rows = organisation.memberships.exclude(role=OrganisationRole.MEMBER).select_related("user")
    heads = sorted(rows.order_by("user__name", "pk"), key=lambda place: place.role != OrganisationRole.OWNER)
    return [place.user for place in heads if place.user.is_active]


def organisations_for(user: User, verb: Verb) -> list[Access]:
    """Access to every organisation in which the person may `verb`."""
    mine = [organisation_access(user, pk=pk) for pk in accessible_organisations(user).values_list("pk", flat=True)]
    return [access for access in mine if access.may(verb)]
