"""Shares of time by date range are entered, changed, removed and taken back here (PPL-3)."""

from datetime import date, datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from teams.availability.rules.days import check_period
from teams.availability.services.removal import mark_removed, mark_restored
from teams.models import Allocation, TeamMembership, User
from teams.rules import MembershipKind
from teams.services import diary


@transaction.atomic
def allocate(
    *,
    membership: TeamMembership,
    percent: int,
    first_day: date,
    actor: User,
    now: datetime,
    last_day: date | None = None,
    kind: str | None = None,
) -> Allocation:
    """Gives a person another share on the team from a day on, until `last_day` or until further notice.

    More than 100 % over all teams is shown to their Scrum masters, never refused.
    Raises Invalid naming the field, Conflict when the person has another dated share in that period.
    """
    membership = _locked(membership)
    allocation = Allocation(
        membership=membership, percent=_clean_percent(percent), first_day=first_day, last_day=last_day,
        kind=_clean_kind(kind or membership.kind),
    )  # fmt: skip
    _check(allocation)
    allocation.save()
    _note_in_diary(allocation, "set share", actor, now)
    return allocation


@transaction.atomic
def edit_allocation(*, allocation: Allocation, actor: User, now: datetime, **fields) -> Allocation:
    """Changes percent, kind, first_day or last_day; refusals as those of `allocate`."""
    allocation.membership = _locked(allocation.membership)
    allocation.refresh_from_db(fields=["percent", "kind", "first_day", "last_day", "removed_at"])
    if allocation.removed_at is not None:
        raise Conflict("This share has been removed.", fix="Enter it again.")
    checks = {"percent": _clean_percent, "kind": _clean_kind}
    for name in ("percent", "kind", "first_day", "last_day"):
        if name in fields:
            setattr(allocation, name, checks.get(name, lambda value: value)(fields[name]))
    _check(allocation)
    allocation.save()
    _note_in_diary(allocation, "changed share", actor, now)
    return allocation


@transaction.atomic
def remove_allocation(*, allocation: Allocation, actor: User, now: datetime) -> None:
    """The usual share holds again in that period. A second call changes nothing."""
    _locked(allocation.membership)
    if mark_removed(allocation, now):
        _note_in_diary(allocation, "removed share", actor, now)


@transaction.atomic
def restore_allocation(*, allocation: Allocation, actor: User, now: datetime) -> None:
    """Takes a removal back. Raises Conflict when another dated share has taken its place."""
    allocation.membership = _locked(allocation.membership)
    _check(allocation)
    if mark_restored(allocation):
        _note_in_diary(allocation, "restored share", actor, now)


def _locked(membership: TeamMembership) -> TeamMembership:
    rows = TeamMembership.objects.select_for_update(of=("self",)).select_related("team", "user")
    return rows.get(pk=membership.pk)


def _clean_percent(percent: object) -> int:
    if not str(percent).isdigit() or int(percent) > 100:
        raise Invalid("The share is 0 to 100 %.", field="percent", fix="Full time is 100, nothing is 0.")
    return int(percent)


def _clean_kind(kind: str) -> str:
    if kind not in set(MembershipKind):
        raise Invalid("Unknown kind of share.", field="kind", fix="Choose embedded or coach.")
    return kind


def _check(allocation: Allocation) -> None:
    check_period(allocation.first_day, allocation.last_day)
    for other in allocation.membership.allocations.present().exclude(pk=allocation.pk):
        if other.share.overlaps(allocation.share):
            until = f" to {other.last_day.isoformat()}" if other.last_day else " on"
            who = allocation.membership.user
            raise Conflict(
                f"From {other.first_day.isoformat()}{until} {who} has {other.percent} % already.",
                field="first_day",
                fix="Change that share, or choose other days.",
            )


def _note_in_diary(allocation: Allocation, verb: str, actor: User, now: datetime) -> None:
    team = allocation.membership.team
    diary.record(
        actor=actor, verb=verb, subject=team, now=now, team=team, person=allocation.membership.user.name,
        percent=allocation.percent, kind=allocation.kind, first_day=allocation.first_day, last_day=allocation.last_day,
    )  # fmt: skip
