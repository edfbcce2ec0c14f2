"""Standups, and what was written for them, as programs see them."""

from rest_framework import serializers

from ceremonies.models import Meeting, ParkedTopic, StandupAnswer, Turn
from ceremonies.standup.rules import ANSWER_LENGTH


class StandupAnswerSerializer(serializers.ModelSerializer):
    class Meta:
        model = StandupAnswer
        fields = [
            "id", "team", "user", "day", "yesterday", "today", "in_the_way", "impediment", "written_at", "is_late",
            "edited_at",
        ]  # fmt: skip


def _words() -> serializers.CharField:
    return serializers.CharField(max_length=ANSWER_LENGTH, allow_blank=True, default="")


class NewStandupAnswerSerializer(serializers.Serializer):
    """One's own answers for a day: today's, or that of the team's next day at work."""

    team = serializers.IntegerField(min_value=1)
    day = serializers.DateField()
    yesterday = _words()
    today = _words()
    in_the_way = _words()


class TurnSerializer(serializers.ModelSerializer):
    """A place in the speaking order. How long somebody spoke is told by no list."""

    seat = serializers.CharField(source="participant.seat")
    name = serializers.CharField(source="participant.name")

    class Meta:
        model = Turn
        fields = ["id", "seat", "name", "state"]
        read_only_fields = fields


class ParkedTopicSerializer(serializers.ModelSerializer):
    class Meta:
        model = ParkedTopic
        fields = ["id", "text", "needed", "is_settled"]
        read_only_fields = fields


class StandupSerializer(serializers.ModelSerializer):
    """A standup: its speaking order while it is open, and what was parked."""

    turns = TurnSerializer(many=True)
    parked = ParkedTopicSerializer(many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "team", "title", "state", "phase", "created_at", "started_at", "closed_at", "turns", "parked",
        ]  # fmt: skip
        read_only_fields = fields


class NewStandupSerializer(serializers.Serializer):
    team = serializers.IntegerField()


class HandOverSerializer(serializers.Serializer):
    """The turn that you have seen; `seat` names who is next, else it is the next in the order."""

    seen = serializers.IntegerField()
    seat = serializers.CharField(required=False, allow_blank=True, max_length=12, default="")


class ParkSerializer(serializers.Serializer):
    """A topic, with the seats of those who are needed for it."""

    text = serializers.CharField(max_length=160)
    needed = serializers.ListField(child=serializers.CharField(max_length=12), max_length=50, default=list)


class SettleSerializer(serializers.Serializer):
    topic = serializers.IntegerField()
    settled = serializers.BooleanField(default=True)
