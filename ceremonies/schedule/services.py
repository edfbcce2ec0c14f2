"""When ceremonies are held is said here; calendar feeds are made and revoked."""

import secrets
from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.timekeeping import set_time_box
from ceremonies.models import CalendarFeed, CeremonySlot
from ceremonies.schedule.queries import digest_of
from ceremonies.schedule.rules import clean_slot
from teams.models import Team, User
from teams.services import diary

SECRET_BYTES = 24  # 192 bits


@transaction.atomic
def schedule_ceremony(
    *,
    team: Team,
    kind: Kind,
    rhythm: str,
    weekdays: Collection[int],
    at: time | None,
    minutes: int | None,
    actor: User,
    now: datetime,
) -> CeremonySlot:
    """From now on the team holds this kind then, for so many minutes. Raises Invalid naming the field."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    rhythm, weekdays, at = clean_slot(rhythm, weekdays, at)
    set_time_box(team=team, kind=kind, minutes=minutes, actor=actor, now=now)
    slot, _ = CeremonySlot.objects.update_or_create(
        team=team, kind=kind, defaults={"rhythm": rhythm, "weekdays": weekdays, "at": at}
    )
    diary.record(actor=actor, verb="scheduled", subject=slot, now=now, team=team, rhythm=rhythm, weekdays=weekdays)
    return slot


@transaction.atomic
def unschedule_ceremony(*, team: Team, kind: Kind, actor: User, now: datetime) -> None:
    """The team holds this kind whenever it opens a room. Again: no change."""
    slot = CeremonySlot.objects.select_for_update().filter(team=team, kind=kind).first()
    if slot:
        diary.record(actor=actor, verb="unscheduled", subject=slot, now=now, team=team)
        slot.delete()


@transaction.atomic
def make_feed(*, user: User, now: datetime) -> str:
    """A new secret for the person's calendar, told this once; the one before opens nothing from now on."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(user=user, defaults={"digest": digest_of(secret), "created_at": now})
    return secret


@transaction.atomic
def revoke_feed(*, user: User) -> None:
    """The person's calendar address opens nothing any more. Again: no change."""
    CalendarFeed.objects.filter(user=user).delete()
