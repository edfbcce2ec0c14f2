"""What rooms of all kinds read about seats."""

from collections.abc import Mapping

from django.db import connection

from ceremonies.models import Meeting, Participant
from teams.models import User


def guest_seat(seats: Mapping[str, int], meeting_id: int) -> Participant | None:
    """The guest's seat in this meeting, if their session holds one that is still good."""
    key = seats.get(str(meeting_id))
    return None if key is None else next(iter(Participant.objects.raw(_GUEST, [key, meeting_id])), None)


def seat_of_member(meeting: Meeting, user: User) -> Participant | None:
    """The seat that a person has in a meeting and has not left."""
    seat = next(iter(Participant.objects.raw(_MEMBER, [meeting.pk, user.pk])), None)
    if seat is not None:
        seat.user = user
    return seat


# By hand: every request in a room asks one of them.
_GUEST = """
    SELECT seat.* FROM ceremonies_participant seat JOIN ceremonies_meeting meeting ON meeting.id = seat.meeting_id
    WHERE seat.id = %s AND meeting.id = %s AND seat.user_id IS NULL AND seat.left_at IS NULL AND meeting.guests_allowed
"""
_MEMBER = "SELECT * FROM ceremonies_participant WHERE meeting_id = %s AND user_id = %s AND left_at IS NULL"


def ids_by_hand(sql: str, *parameters: object) -> list[int]:
    """The first column of a query that is asked at every change of every story, and mostly finds nothing: building it
    would cost ten times what running it does.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for pk, *_ in cursor.fetchall()]


def present_people(meeting: Meeting) -> list[Participant]:
    """Everybody who has a seat, in the order in which they came."""
    return list(meeting.participants.present().select_related("user"))
