"""Tells the open pages of rooms with phases what is different: rendered once, the same bytes for everybody."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from ceremonies.meeting.ceremony import ceremony_of
from ceremonies.meeting.page import PARTS, face_of, hosts_in_words, rendered, shown_meeting
from ceremonies.meeting.rules import State
from ceremonies.meeting.services import lock_meeting, meeting_changed, seats_changed, timer_payload
from ceremonies.models import Meeting, Participant
from live.publish import publish

# A change dated further back is history that the demo writes: nobody watches it happen.
HISTORY = timedelta(hours=1)


def room_changed(meeting: Meeting, now: datetime) -> None:
    """Everything that the room shows. Lobby and end show things that guests do not get: there each page fetches."""
    if is_history(now) or meeting.state != State.RUNNING:
        publish(meeting.topic, "anew", {})
        return
    parts = rendered(shown_meeting(meeting, now), *PARTS)
    publish(meeting.topic, "room", {"phase": meeting.phase, "parts": parts, "timer": timer_payload(meeting, now)})


def step_changed(meeting: Meeting, now: datetime) -> None:
    """The room is in another phase: a few bytes at once, which every browser shows, and after the commit the room.

    A browser that hears of a step and then of no room fetches it, so a worker may be killed between the two.
    """
    if is_history(now):
        publish(meeting.topic, "anew", {})
        return
    publish(meeting.topic, "step", {"phase": meeting.phase, "timer": timer_payload(meeting, now)})
    transaction.on_commit(partial(_show_room, meeting.pk), robust=True)


@transaction.atomic
def _show_room(key: int) -> None:
    """As it is once it is locked: what changed since the step is in it."""
    room_changed(lock_meeting(key), timezone.now())


def parts_changed(meeting: Meeting, parts: dict[str, str]) -> None:
    """A few elements by their ids, so that what somebody types elsewhere on the page stays as it is."""
    publish(meeting.topic, "parts", {"parts": parts})


def is_history(now: datetime) -> bool:
    return timezone.now() - now > HISTORY


@meeting_changed.connect
def _tell_of_meeting(*, meeting: Meeting, now: datetime) -> None:
    if ceremony_of(meeting) is not None:
        room_changed(meeting, now)


@seats_changed.connect
def _tell_of_seats(*, meeting: Meeting, participant: Participant, now: datetime) -> None:
    """Who sits here, for all; each page learns from it whether it runs the room, and whether it takes part."""
    if ceremony_of(meeting) is None:
        return
    people = [face_of(one) for one in meeting.participants.present().select_related("user")]
    payload = {
        "parts": {
            "room-people": render_to_string("ceremonies/meeting/_people.html", {"people": people}),
            "here-list": render_to_string("ceremonies/meeting/_here_list.html", {"people": people}),
            "room-hosting": format_html('<span id="room-hosting">{}</span>', hosts_in_words(people)),
        },
        "hosts": [face.seat for face in people if face.is_host],
        "voters": [face.seat for face in people if face.is_voter],
    }
    publish(meeting.topic, "people", payload)
