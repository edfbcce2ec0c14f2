"""Days off are entered, changed, removed and taken back here."""

from datetime import date, datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from teams.availability.rules.days import AbsenceKind, check_span
from teams.availability.services.removal import mark_removed, mark_restored
from teams.models import Absence, Organisation, OrganisationMembership, User
from teams.services import diary


@transaction.atomic
def enter_absence(
    *,
    organisation: Organisation,
    user: User,
    first_day: date,
    last_day: date,
    actor: User,
    now: datetime,
    from_noon: bool = False,
    until_noon: bool = False,
    kind: str = AbsenceKind.HOLIDAY,
    note: str = "",
) -> Absence:
    """Enters days off of a person, for all their teams in the organisation.

    Raises Invalid naming the field, Conflict when they meet other days off of the person.
    """
    _lock(organisation, user)
    absence = Absence(
        organisation=organisation, user=user, first_day=first_day, last_day=last_day, from_noon=from_noon,
        until_noon=until_noon, kind=_clean_kind(kind), note=_clean_note(note),
    )  # fmt: skip
    _check(absence)
    absence.save()
    _note_in_diary(absence, "entered days off", actor, now)
    return absence


@transaction.atomic
def edit_absence(*, absence: Absence, actor: User, now: datetime, **fields) -> Absence:
    """Changes first_day, last_day, from_noon, until_noon, kind or note; refusals as those of `enter_absence`."""
    absence = _locked(absence)
    if absence.removed_at is not None:
        raise Conflict("These days off have been removed.", fix="Enter them again.")
    checks = {"kind": _clean_kind, "note": _clean_note}
    for name in ("first_day", "last_day", "from_noon", "until_noon", "kind", "note"):
        if name in fields:
            setattr(absence, name, checks.get(name, lambda value: value)(fields[name]))
    _check(absence)
    absence.save()
    _note_in_diary(absence, "changed days off", actor, now)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, actor: User, now: datetime) -> None:
    """Removes days off; they can be taken back for a day. A second call changes nothing."""
    if mark_removed(_locked(absence), now):
        _note_in_diary(absence, "removed days off", actor, now)


@transaction.atomic
def restore_absence(*, absence: Absence, actor: User, now: datetime) -> None:
    """Takes a removal back. Raises Conflict when other days off have taken its place."""
    absence = _locked(absence)
    _check(absence)
    if mark_restored(absence):
        _note_in_diary(absence, "restored days off", actor, now)


def _lock(organisation: Organisation, user: User) -> None:
    """Two entries for one person wait for each other, so that neither overlooks the other."""
    place = OrganisationMembership.objects.select_for_update().filter(organisation=organisation, user=user)
    if not list(place):
        raise Invalid("That person is not in your organisation.", field="user", fix="Choose somebody of the team.")


def _locked(absence: Absence) -> Absence:
    _lock(absence.organisation, absence.user)
    found = Absence.objects.select_related("organisation", "user").filter(pk=absence.pk).first()
    if found is None:
        raise Conflict("These days off were removed for good.", fix="Enter them again.")
    return found


def _clean_kind(kind: str) -> str:
    if kind not in set(AbsenceKind):
        raise Invalid("Unknown kind of days off.", field="kind", fix="Choose holiday, ill, training or other.")
    return kind


def _clean_note(note: str) -> str:
    note = " ".join(note.replace("\x00", "").split())
    if len(note) > 120:
        raise Invalid("The note has more than 120 characters.", field="note", fix="Shorten it.")
    return note


def _check(absence: Absence) -> None:
    span = check_span(absence.span)
    near = Absence.objects.present().filter(
        organisation=absence.organisation, user=absence.user,
        first_day__lte=absence.last_day, last_day__gte=absence.first_day,
    )  # fmt: skip
    for other in near.exclude(pk=absence.pk):
        if other.span.overlaps(span):
            raise Conflict(
                f"{absence.user} is off from {_day(other.first_day)} to {_day(other.last_day)} already.",
                field="first_day",
                fix="Change those days off, or choose others.",
            )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _note_in_diary(absence: Absence, verb: str, actor: User, now: datetime) -> None:
    """Kind and note stay out: more people read the diary than may know why somebody is away."""
    diary.record(
        actor=actor, verb=verb, subject=absence, now=now, organisation=absence.organisation,
        person=absence.user.name, first_day=absence.first_day, last_day=absence.last_day,
    )  # fmt: skip
