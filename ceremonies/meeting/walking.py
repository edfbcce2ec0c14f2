"""A facilitator walks everybody through a room's phases here. Which phase is next is decided by the server alone."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from ceremonies.meeting import phases, rules
from ceremonies.meeting.announce import step_changed
from ceremonies.meeting.ceremony import Ceremony, ceremony_of
from ceremonies.meeting.phases import Phase
from ceremonies.meeting.rules import State
from ceremonies.meeting.services import close_meeting, lock_meeting, require_may, seats_changed, start_meeting
from ceremonies.meeting.timekeeping import start_time, suggestions
from ceremonies.models import Meeting, Participant
from core.errors import Conflict
from teams.models import User
from teams.rules import Verb
from teams.services import diary


@transaction.atomic
def begin(*, meeting: Meeting, actor: User | None, now: datetime) -> Meeting:
    """From the lobby into the first phase. Again, or by a second facilitator: no change."""
    meeting, ceremony = _locked(meeting)
    if meeting.state != State.LOBBY:
        return meeting
    meeting.phase = ceremony.phases[0].key
    meeting.save(update_fields=["phase"])
    meeting = start_meeting(meeting=meeting, actor=actor, now=now)
    _enter(meeting, ceremony, ceremony.phases[0], actor, now)
    return meeting


@transaction.atomic
def go_on(*, meeting: Meeting, seen: str, actor: User | None, now: datetime) -> Meeting:
    """One phase further, or the room closes after its last one.

    `seen` is the phase that whoever pressed had before them: when the room is elsewhere already, somebody else has
    pressed, and nothing changes. Raises Conflict while the phase has something left to do, or the room is not open.
    """
    meeting, ceremony = _locked(meeting)
    if meeting.state != State.RUNNING or meeting.phase != seen:
        return meeting
    ceremony.may_leave(meeting, meeting.phase, now)
    ceremony.left(meeting, meeting.phase, actor, now)
    following = phases.following(ceremony.phases, meeting.phase)
    if following is None:
        return close_meeting(meeting=meeting, actor=actor, now=now)
    _move(meeting, ceremony, following, actor, now)
    return meeting


@transaction.atomic
def go_back(*, meeting: Meeting, seen: str, actor: User | None, now: datetime) -> Meeting:
    """One phase back, with the same guard. From the first phase: no change."""
    meeting, ceremony = _locked(meeting)
    before = phases.preceding(ceremony.phases, meeting.phase)
    if meeting.state == State.RUNNING and meeting.phase == seen and before is not None:
        _move(meeting, ceremony, before, actor, now)
    return meeting


def _locked(meeting: Meeting) -> tuple[Meeting, Ceremony]:
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    ceremony = ceremony_of(meeting)
    if ceremony is None:
        raise Conflict("This room has no steps.", fix="Go on with its next story.")
    return meeting, ceremony


def _move(meeting: Meeting, ceremony: Ceremony, phase: Phase, actor: User | None, now: datetime) -> None:
    before, meeting.phase = meeting.phase, phase.key
    start_time(meeting, now)
    diary.record(
        actor=actor, verb="went on", subject=meeting, now=now, team=meeting.team, phase=(before, phase.key)
    )  # fmt: skip
    _enter(meeting, ceremony, phase, actor, now)


def _enter(meeting: Meeting, ceremony: Ceremony, phase: Phase, actor: User | None, now: datetime) -> None:
    """Sets the clock to what the phase usually takes, and tells everybody. A clock that runs out moves nobody."""
    minutes = suggestions(meeting, (phase,))[phase.key] if phase.minutes else 0
    meeting.timer_seconds = minutes * 60 or None
    meeting.timer_ends_at = now + timedelta(minutes=minutes) if minutes else None
    _keep(meeting)
    ceremony.entered(meeting, phase.key, actor, now)
    step_changed(meeting, now)


def _keep(meeting: Meeting) -> None:
    """By hand, as everybody waits for it."""
    ends = connection.ops.adapt_datetimefield_value(meeting.timer_ends_at)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [meeting.phase, meeting.timer_seconds, ends, meeting.pk])


_KEEP = "UPDATE ceremonies_meeting SET phase = %s, timer_seconds = %s, timer_ends_at = %s WHERE id = %s"


# A facilitator who vanishes


@transaction.atomic
def still_here(*, participant: Participant, now: datetime) -> None:
    """A facilitator's page says that it is there. Of others nothing is written."""
    Participant.objects.present().filter(pk=participant.pk, is_facilitator=True).update(seen_at=now)


@transaction.atomic
def take_over(*, meeting: Meeting, user: User, now: datetime) -> Participant:
    """A member runs the room in place of facilitators who have left or were not heard of for 90 seconds.

    Two at once: both may run it, as after a handing over. Raises Conflict while a facilitator is there, Invalid for
    who may not take part.
    """
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    hosts = meeting.participants.present().filter(is_facilitator=True).exclude(user=user).select_related("user")
    here = [host for host in hosts if not rules.is_gone(host.seen_at, now)]
    if here:
        raise Conflict(f"{here[0].short_name} runs this room.", fix="Ask for it to be handed over.")
    require_may(meeting.team, user, Verb.VOTE)
    seat, _ = Participant.objects.update_or_create(
        meeting=meeting, user=user, defaults={"is_facilitator": True, "left_at": None, "seen_at": now},
        create_defaults={"is_facilitator": True, "joined_at": now, "seen_at": now},
    )  # fmt: skip
    diary.record(actor=user, verb="took over", subject=meeting, now=now, team=meeting.team)
    seats_changed(meeting=meeting, participant=seat, now=now)
    return seat
