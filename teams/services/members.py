"""People join, change and leave teams here; open pages of a person who lost a right are closed at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import Conflict, Invalid
from live.publish import publish_revocation
from teams.availability.places import check_place
from teams.models import FormerMembership, Organisation, OrganisationMembership, Team, TeamMembership, User
from teams.rules import MembershipKind, OrganisationRole, TeamRole
from teams.services import diary


def _clean_roles(roles: Sequence[str]) -> list[str]:
    known = [role.value for role in TeamRole if role.value in set(roles)]
    if not known or len(known) != len(set(roles)):
        raise Invalid("A team member needs a role.", field="roles", fix="Choose at least one of the four roles.")
    return known


def _clean_allocation(allocation) -> int:
    if not str(allocation).isdigit() or not 1 <= int(allocation) <= 100:
        raise Invalid("The share of a person's time is 1 to 100 %.", field="allocation", fix="Full time is 100.")
    return int(allocation)


def _clean_kind(kind: str) -> str:
    if kind not in set(MembershipKind):
        raise Invalid("Unknown kind of membership.", field="kind", fix="Choose embedded or coach.")
    return kind


@transaction.atomic
def join_organisation(
    *, organisation: Organisation, user: User, actor: User, now: datetime, role: str = OrganisationRole.MEMBER
) -> OrganisationMembership:
    """Makes the person part of the organisation; a second call changes nothing."""
    membership, is_new = OrganisationMembership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": role, "joined_at": now}
    )
    if is_new:
        FormerMembership.objects.filter(organisation=organisation, user=user).delete()
        diary.record(
            actor=actor, verb="joined", subject=organisation, now=now, organisation=organisation, person=user.name
        )
    return membership


@transaction.atomic
def add_member(
    *,
    team: Team,
    user: User,
    roles: Sequence[str],
    actor: User,
    now: datetime,
    allocation: int = 100,
    kind: str = MembershipKind.EMBEDDED,
    focus: str = "",
    country: str = "",
    subdivision: str = "",
    is_line_manager: bool = False,
) -> TeamMembership:
    """Adds a person of the organisation to the team, or brings a former member back.

    Raises Invalid for unknown roles, Conflict when the person is in the team already.
    """
    if not team.organisation.memberships.filter(user=user).exists():
        raise Invalid("That person is not in your organisation.", field="user", fix="Invite them first.")
    fields = {
        "roles": _clean_roles(roles),
        "allocation": _clean_allocation(allocation),
        "kind": _clean_kind(kind),
        "focus": focus.strip()[:60],
        "is_line_manager": bool(is_line_manager),
    }
    fields["country"], fields["subdivision"] = check_place(country, subdivision)
    membership = TeamMembership.objects.select_for_update(no_key=True).filter(team=team, user=user).first()
    if membership and membership.left_at is None:
        raise Conflict(f"{user} is in {team} already.", field="user")
    membership = membership or TeamMembership(team=team, user=user)
    for name, value in {**fields, "joined_at": now, "left_at": None}.items():
        setattr(membership, name, value)
    membership.save()
    diary.record(actor=actor, verb="added member", subject=team, now=now, team=team, person=user.name, roles=roles)
    return membership


@transaction.atomic
def edit_member(*, membership: TeamMembership, actor: User, now: datetime, **fields) -> TeamMembership:
    """Changes roles, allocation, kind, focus, is_line_manager, or country and subdivision of the public holidays.

    Sockets of the person re-ask for their rights. Raises Invalid naming the field.
    """
    membership = (
        TeamMembership.objects.select_for_update(no_key=True).select_related("team", "user").get(pk=membership.pk)
    )
    checks = {
        "roles": _clean_roles,
        "allocation": _clean_allocation,
        "kind": _clean_kind,
        "focus": lambda value: value.strip()[:60],
        "is_line_manager": bool,
    }
    if {"country", "subdivision"} & set(fields):
        country = fields.pop("country", membership.country)
        subdivision = fields.pop("subdivision", membership.subdivision if country == membership.country else "")
        place = dict(zip(("country", "subdivision"), check_place(country, subdivision), strict=True))
    else:
        place = {}
    cleaned = {name: checks[name](value) for name, value in fields.items()} | place
    changes = {n: (getattr(membership, n), v) for n, v in cleaned.items() if getattr(membership, n) != v}
    for name, (_, value) in changes.items():
        setattr(membership, name, value)
    if changes:
        membership.save(update_fields=list(changes))
        team = membership.team
        diary.record(
            actor=actor, verb="edited member", subject=team, now=now, team=team, person=membership.user.name, **changes
        )
        publish_revocation(user_id=membership.user_id)
    return membership


@transaction.atomic
def remove_member(*, membership: TeamMembership, actor: User, now: datetime) -> None:
    """The person leaves the team: past sprints keep them, open pages close. A second call changes nothing."""
    membership = (
        TeamMembership.objects.select_for_update(no_key=True).select_related("team", "user").get(pk=membership.pk)
    )
    if membership.left_at is not None:
        return
    membership.left_at = now
    membership.save(update_fields=["left_at"])
    team = membership.team
    diary.record(actor=actor, verb="removed member", subject=team, now=now, team=team, person=membership.user.name)
    publish_revocation(user_id=membership.user_id)


@transaction.atomic
def edit_profile(*, user: User, name: str, single_keys: bool) -> User:
    """Changes a person's own name, everywhere at once, and whether single keys act. Raises Invalid without a name."""
    name = " ".join(name.replace("\x00", "").split())[:120]
    if not name:
        raise Invalid("A name is missing.", field="name", fix="Type how colleagues call you.")
    renamed, user.name, user.single_keys = name != user.name, name, single_keys
    user.save(update_fields=["name", "single_keys"])
    if renamed:  # cards show names
        Team.objects.filter(memberships__user=user).update(look_version=F("look_version") + 1)
    return user
