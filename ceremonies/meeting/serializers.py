"""Rooms as programs see them, whatever is talked about in them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ceremonies.meeting.ceremony import ceremony_of
from ceremonies.meeting.rules import LONGEST_TIMER
from ceremonies.models import Meeting

# Named for the schema.
MEETING_KINDS = Meeting._meta.get_field("kind").choices


class PhaseSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()


class MeetingSerializer(serializers.ModelSerializer):
    """A room: how far it is. What its ceremony keeps is found under the ceremony's own name."""

    phases = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = [
            "id", "team", "kind", "title", "sprint", "state", "phase", "phases", "created_at", "started_at",
            "closed_at", "timer_ends_at", "planned_minutes",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PhaseSerializer(many=True))
    def get_phases(self, meeting: Meeting) -> list[dict]:
        ceremony = ceremony_of(meeting)
        return PhaseSerializer(ceremony.phases if ceremony else (), many=True).data


class SeenSerializer(serializers.Serializer):
    """The phase that you have seen; when the room is elsewhere already, nothing changes."""

    seen = serializers.CharField(max_length=16)


class TimerSerializer(serializers.Serializer):
    """Seconds from now, or null to stop the clock."""

    seconds = serializers.IntegerField(allow_null=True, min_value=1, max_value=LONGEST_TIMER)
