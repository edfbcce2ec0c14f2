"""Standup answers as programs see them."""

from rest_framework import serializers

from ceremonies.models import StandupAnswer
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
