"""Who may listen to a meeting's topic, and under which name."""

from django.http import Http404

from ceremonies.meeting.queries import guest_seat
from ceremonies.models import Participant
from teams.access import team_access


def may_hear_meeting(user, key: str) -> bool:
    """Everybody who may see the meeting's team; `key` is the meeting's id."""
    try:
        team_access(user, meetings__pk=int(key))
    except Http404:
        return False
    return True


def guest_may_hear(seats, key: str) -> bool:
    """Guests of this one meeting, as long as it lets guests in and they were not taken out."""
    return guest_seat(seats, int(key)) is not None


def seat_of(user, seats, key: str) -> str:
    """The seat of a listener; empty while they have none."""
    mine = user and Participant.objects.present().filter(meeting=int(key), user=user).first()
    found = mine or guest_seat(seats, int(key))
    return found.seat if found else ""
