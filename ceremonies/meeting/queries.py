"""What rooms of all kinds read about seats."""

from collections.abc import Mapping

from ceremonies.models import Meeting, Participant


def guest_seat(seats: Mapping[str, int], meeting_id: int) -> Participant | None:
    """The guest's seat in this meeting, if their session holds one that is still good."""
    key = seats.get(str(meeting_id))
    if key is None:
        return None
    return Participant.objects.present().filter(
        pk=key, meeting=meeting_id, user=None, meeting__guests_allowed=True
    ).first()  # fmt: skip


def present_people(meeting: Meeting) -> list[Participant]:
    """Everybody who has a seat, in the order in which they came."""
    return list(meeting.participants.present().select_related("user"))
