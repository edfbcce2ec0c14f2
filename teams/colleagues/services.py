"""The place of people in their organisation changes here; work that carries their names keeps it whatever happens."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from live.publish import publish_revocation
from teams.colleagues import rules
from teams.models import FormerMembership, Invitation, Organisation, OrganisationMembership, TeamMembership, User
from teams.rules import OrganisationRole
from teams.services import diary
from teams.sessions.services import end_sessions


@transaction.atomic
def change_role(*, membership: OrganisationMembership, role: str, actor: User, now: datetime) -> OrganisationMembership:
    """Makes somebody owner, admin or member; their open pages ask for their rights again.

    Raises Invalid for an unknown role, NotAllowed for one that the actor may not give or take, Conflict when the last
    owner would be gone.
    """
    if role not in set(OrganisationRole):
        raise Invalid(f"There is no role {role}.", field="role", fix=f"Choose from {', '.join(OrganisationRole)}.")
    membership, held = _locked(membership, actor)
    if membership.role == role:
        return membership
    rules.require_may_give(held, role)
    _require_an_owner_besides(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _note(membership, "changed the role of", actor, now, role=(before, role))
    publish_revocation(user_id=membership.user_id)
    return membership


@transaction.atomic
def sign_out_everywhere(*, membership: OrganisationMembership, actor: User, now: datetime) -> int:
    """Ends all sessions of a person, also where they are in other organisations; returns how many.

    Raises NotAllowed, and Conflict for one's own.
    """
    membership, _ = _locked(membership, actor)
    rules.require_somebody_else(actor.pk, membership.user_id)
    ended = end_sessions(user=membership.user)
    _note(membership, "signed out", actor, now)
    return ended


@transaction.atomic
def deactivate(*, membership: OrganisationMembership, actor: User, now: datetime) -> FormerMembership:
    """Ends a person's access to the organisation and all its teams; `let_back_in` gives all of it back.

    Raises NotAllowed, and Conflict for oneself and for the last owner.
    """
    former = _end(membership, actor, now)
    _note(former, "deactivated", actor, now)
    return former


@transaction.atomic
def remove_person(*, membership: OrganisationMembership, actor: User, now: datetime) -> FormerMembership:
    """As `deactivate`, and takes the person off the list. They can be let back in, or invited anew."""
    former = _end(membership, actor, now)
    former.removed_at = now
    former.save(update_fields=["removed_at"])
    _note(former, "removed", actor, now)
    return former


@transaction.atomic
def let_back_in(*, former: FormerMembership, actor: User, now: datetime) -> OrganisationMembership:
    """Gives a person back the place that they had, with their role and the teams that they were on.

    Raises NotAllowed, and Conflict when they are in again already.
    """
    organisation = _lock(former.organisation_id)
    former = FormerMembership.objects.select_related("organisation", "user").filter(pk=former.pk).first()
    if former is None:
        raise Conflict("This person is in already.", fix="Look at the list again.")
    rules.require_may_act_on(role_of(organisation, actor), former.role)
    membership = OrganisationMembership.objects.create(
        organisation=organisation, user=former.user, role=former.role, joined_at=former.joined_at
    )
    _memberships(former).filter(left_at=former.ended_at).update(left_at=None)
    former.delete()
    _note(membership, "let back in", actor, now)
    return membership


def role_of(organisation: Organisation, user: User) -> str | None:
    return organisation.memberships.filter(user=user).values_list("role", flat=True).first()


def _lock(organisation_id: int) -> Organisation:
    """Changes of places in one organisation wait for each other, so that two owners cannot remove one another."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def _locked(membership: OrganisationMembership, actor: User) -> tuple[OrganisationMembership, str]:
    """The place as it is now, and the actor's role, as of now, if it lets them change that place."""
    organisation = _lock(membership.organisation_id)
    rows = OrganisationMembership.objects.select_related("organisation", "user")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise Conflict("This person is not in the organisation any more.", fix="Look at the list again.")
    held = role_of(organisation, actor)
    rules.require_may_act_on(held, found.role)
    return found, held


def _require_an_owner_besides(membership: OrganisationMembership) -> None:
    if membership.role == OrganisationRole.OWNER:
        owners = membership.organisation.memberships.filter(role=OrganisationRole.OWNER, user__is_active=True)
        rules.require_an_owner(owners.exclude(pk=membership.pk).count())


def _end(membership: OrganisationMembership, actor: User, now: datetime) -> FormerMembership:
    membership, _ = _locked(membership, actor)
    rules.require_somebody_else(actor.pk, membership.user_id)
    _require_an_owner_besides(membership)
    FormerMembership.objects.filter(organisation=membership.organisation, user=membership.user).delete()
    former = FormerMembership.objects.create(
        organisation=membership.organisation,
        user=membership.user,
        role=membership.role,
        joined_at=membership.joined_at,
        ended_at=now,
    )
    _memberships(membership).current().update(left_at=now)
    pending = Invitation.objects.pending().filter(organisation=membership.organisation)
    pending.filter(email__iexact=membership.user.email).update(revoked_at=now)
    membership.delete()
    publish_revocation(user_id=former.user_id)
    return former


def _memberships(place: OrganisationMembership | FormerMembership):
    return TeamMembership.objects.filter(team__organisation=place.organisation_id, user=place.user_id)


def _note(place, verb: str, actor: User, now: datetime, **changes) -> None:
    diary.record(
        actor=actor, verb=verb, subject=place.organisation, now=now, organisation=place.organisation,
        person=place.user.name, **changes,
    )  # fmt: skip
