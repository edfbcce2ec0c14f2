"""Meetings begin, end, fill and change hands here, whatever their kind. One meeting has one lock."""

from collections.abc import Collection
from datetime import datetime
from typing import NoReturn

from django.db import connection, transaction

from ceremonies.meeting import rules
from ceremonies.meeting.links import hash_of, new_nonce, token_of
from ceremonies.meeting.rules import Kind, State
from ceremonies.meeting.timekeeping import planned_minutes, set_time_box, start_time, stop_time
from ceremonies.models import Meeting, Participant
from core.errors import Conflict, Invalid
from core.hooks import Hook
from live.publish import publish, publish_revocation
from sprints.models import Sprint
from teams.models import Team, TeamMembership, User
from teams.rules import Verb, may
from teams.services import diary

# By hand: every act in a room begins with it.
_LOCK = "SELECT * FROM ceremonies_meeting WHERE id = %s {lock}"
_HOLD = "SELECT id, state FROM ceremonies_meeting WHERE id IN ({keys}) ORDER BY id {lock}"

seats_changed = Hook("Who sits or votes in a meeting is different: meeting, participant, now")
meeting_changed = Hook("Something that a meeting's page shows is different: meeting, now")
meeting_closed = Hook("A meeting is over: meeting, actor, now")


def hold_meetings(keys: Collection[int]) -> dict[int, str]:
    """Locks meetings until the transaction ends, like `lock_meeting` and always in one order, and reads no more of them
    than their states; those that are gone are missing.
    """
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD.format(keys=", ".join(["%s"] * len(keys)), lock=lock), [*keys])
        return dict(cursor.fetchall())


def gone() -> NoReturn:
    """Raises the Conflict of a meeting that is missing."""
    raise Conflict("This room does not exist any more.", fix="Open another one from the list.")


def lock_meeting(meeting: Meeting | int) -> Meeting:
    """The meeting as it is now, locked until the transaction ends; raises Conflict when it is gone."""
    key = meeting.pk if isinstance(meeting, Meeting) else meeting
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    fresh = next(iter(Meeting.objects.raw(_LOCK.format(lock=lock), [key])), None) or gone()
    if isinstance(meeting, Meeting) and Meeting.team.is_cached(meeting):
        fresh.team = meeting.team  # a room never changes its team
    return fresh


@transaction.atomic
def open_meeting(
    *, team: Team, kind: Kind, actor: User, now: datetime, title: str = "", is_voter: bool = True,
    sprint: Sprint | None = None,
) -> Meeting:  # fmt: skip
    """A new meeting in its lobby, with the minutes that the team plans for it; who opens it runs it."""
    today = now.astimezone(team.zone)
    title = rules.clean_text(title)[: rules.TITLE_LENGTH] or f"{rules.KIND_NAMES[kind]}, {today.day} {today:%B}"
    meeting = Meeting.objects.create(
        team=team, kind=kind, title=title, created_by=actor, created_at=now, sprint=sprint,
        planned_minutes=planned_minutes(team, kind),
    )  # fmt: skip
    Participant.objects.create(
        meeting=meeting, user=actor, is_facilitator=True, is_voter=is_voter, joined_at=now, seen_at=now
    )
    diary.record(actor=actor, verb="opened", subject=meeting, now=now, team=team, kind=str(kind))
    return meeting


@transaction.atomic
def start_meeting(*, meeting: Meeting, actor: User | None, now: datetime) -> Meeting:
    """From the lobby to work. Again: no change. Raises Conflict for a closed one."""
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    if meeting.state == State.LOBBY:
        meeting.state, meeting.started_at = State.RUNNING, now
        meeting.save(update_fields=["state", "started_at"])
        start_time(meeting, now)
        diary.record(actor=actor, verb="started", subject=meeting, now=now, team=meeting.team)
    return meeting


@transaction.atomic
def close_meeting(*, meeting: Meeting, actor: User | None, now: datetime) -> Meeting:
    """Ends it; what was said stays. Again: no change."""
    meeting = lock_meeting(meeting)
    if not meeting.is_closed:
        meeting.state, meeting.closed_at, meeting.timer_ends_at = State.CLOSED, now, None
        meeting.save(update_fields=["state", "closed_at", "timer_ends_at"])
        stop_time(meeting, now)
        diary.record(actor=actor, verb="closed", subject=meeting, now=now, team=meeting.team)
        meeting_closed(meeting=meeting, actor=actor, now=now)
        meeting_changed(meeting=meeting, now=now)
    return meeting


@transaction.atomic
def reopen_meeting(*, meeting: Meeting, actor: User | None, now: datetime) -> Meeting:
    """Takes a close back: the room goes on in the phase in which it was closed. Again: no change."""
    meeting = lock_meeting(meeting)
    if meeting.is_closed:
        meeting.state = State.RUNNING if meeting.started_at else State.LOBBY
        meeting.closed_at = None
        meeting.save(update_fields=["state", "closed_at"])
        if meeting.started_at:
            start_time(meeting, now)
        diary.record(actor=actor, verb="reopened", subject=meeting, now=now, team=meeting.team)
        meeting_changed(meeting=meeting, now=now)
    return meeting


# Seats


@transaction.atomic
def take_seat(*, meeting: Meeting, user: User, is_voter: bool, now: datetime) -> Participant:
    """A member sits down, or comes back. Who sits already keeps the seat as it is."""
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    seat = meeting.participants.filter(user=user).first()
    if seat is not None and seat.is_here:
        return seat
    if seat is None:
        _require_space(meeting)
        seat = Participant.objects.create(meeting=meeting, user=user, is_voter=is_voter, joined_at=now)
    else:
        seat.left_at = None
        seat.save(update_fields=["left_at"])
    seat.user = user
    seats_changed(meeting=meeting, participant=seat, now=now)
    return seat


@transaction.atomic
def take_guest_seat(*, meeting: Meeting, name: str, now: datetime) -> Participant:
    """Somebody without an account sits down. Raises Invalid for a name that is taken, Conflict without guests."""
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    if not meeting.guests_allowed:
        raise Conflict("This room does not let guests in.", fix="Ask whoever runs it.")
    present = list(meeting.participants.present().select_related("user"))
    _require_space(meeting)
    name = rules.clean_guest_name(name, [taken for seat in present for taken in (seat.name, seat.short_name)])
    seat = Participant.objects.create(meeting=meeting, guest_name=name, joined_at=now)
    seats_changed(meeting=meeting, participant=seat, now=now)
    return seat


def _require_space(meeting: Meeting) -> None:
    if meeting.participants.present().count() >= rules.MOST_PARTICIPANTS:
        raise Conflict("This room is full.", fix="Somebody has to leave first.")


@transaction.atomic
def leave_seat(*, participant: Participant, now: datetime) -> None:
    """Somebody leaves, or is taken out; a vote that is on the table stays there. Again: no change."""
    meeting = lock_meeting(participant.meeting_id)
    seat = meeting.participants.select_related("user").get(pk=participant.pk)
    if not seat.is_here:
        return
    seat.left_at, seat.is_facilitator = now, False
    seat.save(update_fields=["left_at", "is_facilitator"])
    if seat.is_guest:
        publish_revocation(topic_prefix=meeting.topic)
    seats_changed(meeting=meeting, participant=seat, now=now)


@transaction.atomic
def set_voting(*, participant: Participant, is_voter: bool, now: datetime) -> Participant:
    """Between voting and watching. A vote that is on the table stays there. Again: no change."""
    meeting = lock_meeting(participant.meeting_id)
    rules.require_open(meeting.state)
    seat = meeting.participants.select_related("user").get(pk=participant.pk)
    if is_voter and not seat.is_guest and not _may(meeting.team, seat.user, Verb.ESTIMATE):
        raise Invalid(f"{seat.name} may watch, but not vote.", fix="The team's roles say who votes.")
    if seat.is_voter != is_voter:
        seat.is_voter = is_voter
        seat.save(update_fields=["is_voter"])
        seats_changed(meeting=meeting, participant=seat, now=now)
    return seat


@transaction.atomic
def set_facilitator(
    *, participant: Participant, is_facilitator: bool, actor: User | None, now: datetime
) -> Participant:
    """Hands the room over to somebody else too, or takes it back. Raises Invalid for who may not estimate."""
    meeting = lock_meeting(participant.meeting_id)
    seat = meeting.participants.select_related("user").get(pk=participant.pk)
    if is_facilitator and (seat.is_guest or not _may(meeting.team, seat.user, Verb.ESTIMATE)):
        raise Invalid(f"{seat.name} cannot run the room.", fix="Choose somebody of the team who estimates.")
    if seat.is_facilitator != is_facilitator:
        seat.is_facilitator = is_facilitator
        seat.save(update_fields=["is_facilitator"])
        diary.record(
            actor=actor, verb="handed over" if is_facilitator else "took back", subject=meeting, now=now,
            team=meeting.team, person=seat.name,
        )  # fmt: skip
        seats_changed(meeting=meeting, participant=seat, now=now)
    return seat


def require_may(team: Team, user: User, verb: Verb) -> None:
    """Raises Invalid when the person's roles in the team do not allow it."""
    if not _may(team, user, verb):
        raise Invalid(f"{user} may not {verb} here.", fix="Choose somebody of the team.")


def _may(team: Team, user: User, verb: Verb) -> bool:
    memberships = TeamMembership.objects.current().filter(team=team, user=user).values_list("roles", flat=True)
    standing = team.organisation.memberships.filter(user=user).values_list("role", flat=True)
    return may(frozenset(role for roles in memberships for role in roles) | frozenset(standing), verb)


# Guests and the clock


@transaction.atomic
def allow_guests(*, meeting: Meeting, is_allowed: bool, actor: User | None, now: datetime) -> Meeting:
    """Opens the room to whoever has its link, or sends all guests away and lets the link die. Again: no change."""
    meeting = lock_meeting(meeting)
    if meeting.guests_allowed == is_allowed:
        return meeting
    meeting.guests_allowed = is_allowed
    _renew(meeting) if is_allowed else _forget_link(meeting)
    meeting.save(update_fields=["guests_allowed", "link_nonce", "link_hash"])
    if not is_allowed:
        for guest in meeting.participants.present().filter(user=None):
            leave_seat(participant=guest, now=now)
        publish_revocation(topic_prefix=meeting.topic)
    diary.record(actor=actor, verb="guests", subject=meeting, now=now, team=meeting.team, allowed=is_allowed)
    meeting_changed(meeting=meeting, now=now)
    return meeting


@transaction.atomic
def renew_link(*, meeting: Meeting, actor: User | None, now: datetime) -> Meeting:
    """A new link for guests; the old one leads nowhere from now on. Who is in the room stays."""
    meeting = lock_meeting(meeting)
    if not meeting.guests_allowed:
        raise Conflict("This room does not let guests in.", fix="Allow guests first.")
    _renew(meeting)
    meeting.save(update_fields=["link_nonce", "link_hash"])
    diary.record(actor=actor, verb="new link", subject=meeting, now=now, team=meeting.team)
    meeting_changed(meeting=meeting, now=now)
    return meeting


def _renew(meeting: Meeting) -> None:
    meeting.link_nonce = new_nonce()
    meeting.link_hash = hash_of(token_of(meeting.link_nonce))


def _forget_link(meeting: Meeting) -> None:
    meeting.link_nonce = meeting.link_hash = ""


@transaction.atomic
def set_timer(*, meeting: Meeting, seconds: int | None, now: datetime) -> Meeting:
    """Starts the countdown, or with None stops it; browsers get the server's time with it."""
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    timer = rules.start_timer(seconds, now) if seconds else None
    meeting.timer_seconds, meeting.timer_ends_at = (timer.seconds, timer.ends_at) if timer else (None, None)
    meeting.save(update_fields=["timer_seconds", "timer_ends_at"])
    publish(meeting.topic, "timer", timer_payload(meeting, now))
    return meeting


@transaction.atomic
def plan_minutes(*, meeting: Meeting, minutes: int | None, actor: User, now: datetime) -> Meeting:
    """The time box of this meeting, and of the team's next ones of its kind (FAC-2). Raises Invalid at `minutes`."""
    meeting = lock_meeting(meeting)
    rules.require_open(meeting.state)
    meeting.planned_minutes = set_time_box(
        team=meeting.team, kind=Kind(meeting.kind), minutes=minutes, actor=actor, now=now
    )
    meeting.save(update_fields=["planned_minutes"])
    meeting_changed(meeting=meeting, now=now)
    return meeting


def timer_payload(meeting: Meeting, now: datetime) -> dict:
    """Milliseconds since 1970 by the server's clock: now, and when the time is over."""
    ends = meeting.timer_ends_at
    return {
        "now": round(now.timestamp() * 1000),
        "ends": round(ends.timestamp() * 1000) if ends else None,
        "seconds": meeting.timer_seconds,
    }
