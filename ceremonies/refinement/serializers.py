"""Refinements as programs see them."""

from rest_framework import serializers

from ceremonies.models import Meeting


class RefinementSerializer(serializers.ModelSerializer):
    """A refinement: the story before the room, those that were, and its poker room."""

    current = serializers.IntegerField(source="refinement.current_id", allow_null=True)
    poker_room = serializers.IntegerField(source="refinement.poker_id", allow_null=True)
    looked_at = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = ["id", "team", "title", "sprint", "state", "phase", "current", "looked_at", "poker_room"]
        read_only_fields = fields

    def get_looked_at(self, meeting: Meeting) -> list[int]:
        return sorted(look.story_id for look in meeting.refinement.looks.all())


class NewRefinementSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    title = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")


class LookSerializer(serializers.Serializer):
    story = serializers.IntegerField()


class SeenStorySerializer(serializers.Serializer):
    """The story that you have seen before the room; when it is another one already, nothing changes."""

    seen = serializers.IntegerField(allow_null=True)
