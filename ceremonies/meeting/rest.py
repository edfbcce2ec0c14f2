"""What the rooms of all kinds share in the API: who runs them, and their answer after an act."""

from rest_framework.response import Response

from ceremonies.meeting import services
from ceremonies.meeting.access import Room
from ceremonies.meeting.rules import Right
from ceremonies.models import Meeting, Participant
from teams.rest import ReadViewSet


class RoomViewSet(ReadViewSet):
    """Rooms of one kind, or of all that go through phases."""

    def hosted(self) -> Meeting:
        """The room, of somebody who runs it; 403 for everybody else in the team."""
        meeting = self.get_object()
        seat = meeting.participants.present().select_related("user").filter(user=self.request.user).first()
        Room(meeting, self.access, seat).require(Right.HOST)
        return meeting

    def seat(self, meeting: Meeting, now) -> Participant:
        """The seat of whoever asks, who sits down if they do not."""
        return services.take_seat(meeting=meeting, user=self.request.user, is_voter=True, now=now)

    def fresh(self, meeting: Meeting, status: int = 200) -> Response:
        """The room as it is now."""
        return self.show(self.queryset.get(pk=meeting.pk), status=status)
