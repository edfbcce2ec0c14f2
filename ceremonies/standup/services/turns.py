"""Who speaks: the order is drawn on the server, and each speaker hands over to a peer (STD-1)."""

import random
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.phases import require_phase
from ceremonies.meeting.rules import Kind, State
from ceremonies.meeting.services import lock_meeting, meeting_closed, open_meeting, seats_changed
from ceremonies.models import Meeting, Participant, Turn
from ceremonies.standup import rules
from ceremonies.standup.phases import ROUND
from ceremonies.standup.rules import Place
from core.errors import Conflict
from teams.models import Team, User

_chance = random.SystemRandom()


@transaction.atomic
def open_standup(*, team: Team, actor: User, now: datetime) -> Meeting:
    """The team's standup in its lobby, about the running sprint; the one that is open already, if there is one."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    found = team.meetings.of_kind(Kind.STANDUP).open().newest_first().first()
    sprint = team.sprints.active().first()
    return found or open_meeting(team=team, kind=Kind.STANDUP, actor=actor, now=now, sprint=sprint)


def places_of(meeting: Meeting) -> list[Place]:
    turns = meeting.turns.select_related("participant")
    return [
        Place(turn.pk, turn.participant.seat, turn.state == Turn.WAITING, _takes_part(turn.participant))
        for turn in turns
    ]


def _takes_part(person: Participant) -> bool:
    return person.is_here and person.is_voter


def speaking(meeting: Meeting) -> Turn | None:
    return meeting.turns.filter(state=Turn.SPEAKING).select_related("participant__user").first()


def entered(meeting: Meeting, phase: str, actor: User | None, now: datetime) -> None:
    """The kernel has entered a phase: in the round the order is drawn, and the first one speaks."""
    if phase == ROUND:
        _draw(meeting, now)
    elif current := speaking(meeting):
        _finish(current, Turn.HEARD, now)


@transaction.atomic
def draw_order(*, meeting: Meeting, now: datetime) -> Meeting:
    """Shuffles those who still wait. Who has spoken or speaks now keeps their place."""
    meeting = _in_round(meeting)
    _draw(meeting, now)
    room_changed(meeting, now)
    return meeting


def _in_round(meeting: Meeting) -> Meeting:
    """The meeting, locked. Raises Conflict outside the round."""
    meeting = lock_meeting(meeting)
    if meeting.state != State.RUNNING:
        raise Conflict("The standup is not running.", fix="Look at what the room shows now.")
    require_phase(meeting.phase, ROUND)
    return meeting


def _draw(meeting: Meeting, now: datetime) -> None:
    _add_missing(meeting)
    waiting = list(meeting.turns.filter(state=Turn.WAITING))
    positions = [turn.position for turn in waiting]
    _chance.shuffle(positions)
    for turn, position in zip(waiting, positions, strict=True):
        turn.position = position
    Turn.objects.bulk_update(waiting, ["position"])
    if speaking(meeting) is None:
        _call(meeting, "", now)


def _add_missing(meeting: Meeting) -> None:
    """Whoever takes part and has no place yet gets one at the end."""
    placed = meeting.turns.values("participant")
    last = _last_position(meeting)
    Turn.objects.bulk_create(
        Turn(meeting=meeting, participant=person, position=last + number)
        for number, person in enumerate(meeting.participants.voters().exclude(pk__in=placed), 1)
    )


def _last_position(meeting: Meeting) -> int:
    return meeting.turns.aggregate(last=Max("position"))["last"] or 0


def _call(meeting: Meeting, chosen: str, now: datetime) -> None:
    """Gives the word to the chosen seat, else to the next in the order, with a fair share of the time that is left."""
    places = places_of(meeting)
    place = rules.following(places, chosen)
    if place is not None:
        waiting = sum(one.can_speak for one in places)
        seconds = rules.fair_seconds(_seconds_left(meeting, now), waiting)
        meeting.turns.filter(pk=place.turn).update(state=Turn.SPEAKING, began_at=now, seconds=seconds)


def _seconds_left(meeting: Meeting, now: datetime) -> float:
    """Of the clock; without one, of the minutes that are planned."""
    if meeting.timer_ends_at:
        return (meeting.timer_ends_at - now).total_seconds()
    planned = 60 * (meeting.planned_minutes or 15)
    return planned - (now - (meeting.started_at or now)).total_seconds()


def _finish(turn: Turn, state: str, now: datetime, by_speaker: bool | None = None) -> None:
    turn.spoken += max(0, round((now - (turn.began_at or now)).total_seconds()))
    turn.state, turn.by_speaker, turn.began_at = state, by_speaker, None
    turn.save(update_fields=["spoken", "state", "by_speaker", "began_at", "position"])


@transaction.atomic
def hand_over_turn(
    *, meeting: Meeting, seen: int | None, seat: Participant, chosen: str = "", now: datetime
) -> Meeting:  # fmt: skip
    """The word goes on to a peer: the `chosen` seat, else the next in the order.

    Anybody who takes part may press it, because a room often shares one screen; whether it was the speaker is kept
    until the room closes. `seen` is the turn that the page showed: when another one runs, nothing changes.
    """
    meeting = _in_round(meeting)
    current = speaking(meeting)
    if current is None or current.pk != seen:
        return meeting
    _finish(current, Turn.HEARD, now, by_speaker=current.participant_id == seat.pk)
    _call(meeting, chosen, now)
    room_changed(meeting, now)
    return meeting


@seats_changed.connect
def _follow_seats(*, meeting: Meeting, participant: Participant, now: datetime) -> None:
    """Who comes late speaks last. Who leaves in their turn passes it on, and is the last one when they come back."""
    if meeting.kind != Kind.STANDUP or meeting.state != State.RUNNING or meeting.phase != ROUND:
        return
    _add_missing(meeting)
    current = speaking(meeting)
    if current is not None and current.participant_id == participant.pk and not _takes_part(participant):
        current.position = _last_position(meeting) + 1
        _finish(current, Turn.WAITING, now)
        current = None
    if current is None:
        _call(meeting, "", now)
    room_changed(meeting, now)


@meeting_closed.connect
def _forget_turns(*, meeting: Meeting, actor: User | None, now: datetime) -> None:
    """Who spoke, and how long, is nobody's score (STD-4)."""
    if meeting.kind == Kind.STANDUP:
        meeting.turns.all().delete()
