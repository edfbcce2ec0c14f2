"""Polls as programs see them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ceremonies.models import Poll
from ceremonies.polls.page import shown_poll
from ceremonies.polls.queries import answer_count


class PollOptionSerializer(serializers.Serializer):
    """An option; `votes` is null as long as nobody may see it."""

    id = serializers.IntegerField()
    emoji = serializers.CharField()
    text = serializers.CharField()
    votes = serializers.IntegerField(allow_null=True)


class PollSerializer(serializers.ModelSerializer):
    options = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField(help_text="How many have answered.")

    class Meta:
        model = Poll
        fields = [
            "id", "team", "meeting", "sprint", "question", "series", "is_anonymous", "is_multiple", "is_hidden",
            "lets_add", "for_stakeholders", "asked_by", "asked_at", "opens_at", "closes_at", "closed_at", "answers",
            "options",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PollOptionSerializer(many=True))
    def get_options(self, poll: Poll) -> list[dict]:
        return [
            {"id": bar.option.pk, "emoji": bar.option.emoji, "text": bar.option.text, "votes": bar.votes}
            for bar in shown_poll(poll, poll.asked_at).bars
        ]

    def get_answers(self, poll: Poll) -> int:
        return answer_count(poll)


class NewOptionSerializer(serializers.Serializer):
    emoji = serializers.CharField(required=False, allow_blank=True, max_length=16)
    text = serializers.CharField(max_length=60)


class NewPollSerializer(serializers.Serializer):
    """Either `line`, or `question` and `options`."""

    team = serializers.IntegerField()
    line = serializers.CharField(required=False, max_length=2000)
    question = serializers.CharField(required=False, max_length=200)
    options = NewOptionSerializer(many=True, required=False)
    is_anonymous = serializers.BooleanField(required=False)
    is_multiple = serializers.BooleanField(required=False)
    is_hidden = serializers.BooleanField(required=False)
    lets_add = serializers.BooleanField(required=False)
    for_stakeholders = serializers.BooleanField(required=False)
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)


class ChoiceSerializer(serializers.Serializer):
    options = serializers.ListField(child=serializers.IntegerField(), max_length=10)
