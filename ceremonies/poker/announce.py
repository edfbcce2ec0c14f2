"""Tells open rooms what is different: rendered once and built for nobody.

Before a reveal no frame holds a value, because nothing here reads one: `page.shown_room` takes values of revealed
rounds only. What is personal (my card, my buttons) is put on by the browser, or fetched by its owner.
"""

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from ceremonies.meeting.rules import State
from ceremonies.meeting.services import meeting_changed, timer_payload
from ceremonies.models import Meeting, Participant, PokerRoom, Vote
from ceremonies.poker.page import seat_of, shown_room
from ceremonies.poker.queries import last_round, room_of
from live.publish import publish

# A change dated further back is history that the demo writes: nobody watches it happen.
HISTORY = timedelta(hours=1)
PARTS = ("bar", "main", "foot")


def room_changed(room: PokerRoom, now: datetime) -> None:
    """Everything that the room shows, for all; rooms without a meeting differ per viewer and fetch themselves."""
    topic = room.meeting.topic
    if _differs_per_viewer(room) or timezone.now() - now > HISTORY:
        publish(topic, "anew", {})
        return
    shown = shown_room(room, now)
    with timezone.override(room.meeting.team.zone):
        parts = {part: render_to_string(f"ceremonies/poker/_{part}.html", {"shown": shown}) for part in PARTS}
    publish(topic, "room", parts | {"timer": timer_payload(room.meeting, now)})


def _differs_per_viewer(room: PokerRoom) -> bool:
    """Lobby and results show links and figures that guests do not get; without a meeting everybody chooses a story."""
    return room.is_asynchronous or room.meeting.state != State.RUNNING


def seat_changed(room: PokerRoom, participant: Participant, now: datetime) -> None:
    """One seat, so that a hundred people can sit down without a hundred pages each."""
    seat = seat_of(participant, has_voted=_has_card_on_table(room, participant))
    table = render_to_string("ceremonies/poker/_seat.html", {"seat": seat}) if seat.sits else ""
    here = render_to_string("ceremonies/poker/_here.html", {"seat": seat}) if seat.is_present else ""
    publish(
        room.meeting.topic,
        "seat",
        {"seat": seat.seat, "table": table, "here": here, "voter": seat.is_voter, "host": seat.is_host},
    )


def _has_card_on_table(room: PokerRoom, participant: Participant) -> bool:
    latest = last_round(room.current)
    return latest is not None and (latest.pk, participant.pk) in Vote.objects.voters_of([latest])


@meeting_changed.connect
def _tell_of_meeting(*, meeting: Meeting, now: datetime) -> None:
    if PokerRoom.objects.filter(meeting=meeting.pk).exists():
        room_changed(room_of(meeting), now)
