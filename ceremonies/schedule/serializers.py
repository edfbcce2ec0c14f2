"""Schedules as programs see them."""

from rest_framework import serializers

from ceremonies.meeting.rules import LONGEST_BOX
from ceremonies.models import CeremonySlot


class SlotSerializer(serializers.ModelSerializer):
    """When a team holds one kind of ceremony, by its own clock; `weekdays` count from Monday, 0."""

    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6))

    class Meta:
        model = CeremonySlot
        fields = ["id", "team", "kind", "rhythm", "weekdays", "at"]
        read_only_fields = fields


class NewSlotSerializer(serializers.ModelSerializer):
    """A kind with its time; it takes the place of the one that was scheduled."""

    team = serializers.IntegerField()
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, required=False, default=list
    )
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_BOX)

    class Meta:
        model = CeremonySlot
        fields = ["team", "kind", "rhythm", "weekdays", "at", "minutes"]
        validators = ()  # one that is there already is replaced


class OccurrenceSerializer(serializers.Serializer):
    kind = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class UpcomingSerializer(serializers.Serializer):
    ceremonies = OccurrenceSerializer(many=True)
