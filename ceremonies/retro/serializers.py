"""Retrospectives and actions as programs see them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ceremonies.models import Action, Meeting, Topic

# Named for the schema.
ACTION_STATES = Action.STATES
MEETING_STATES = Meeting._meta.get_field("state").choices


class RetroCardSerializer(serializers.Serializer):
    """A card; without an author where cards are anonymous."""

    id = serializers.IntegerField(source="pk")
    column = serializers.CharField()
    text = serializers.CharField()
    topic = serializers.IntegerField(source="topic_id", allow_null=True)
    author = serializers.CharField(source="author.name", allow_null=True, default=None)


class TopicSerializer(serializers.ModelSerializer):
    """A topic; `dots` is null until voting has ended."""

    class Meta:
        model = Topic
        fields = ["id", "title", "column", "dots", "is_current", "is_talked"]
        read_only_fields = fields


class RetroSerializer(serializers.ModelSerializer):
    """A retrospective: where it is, its wall and its topics."""

    is_anonymous = serializers.BooleanField(source="retro.is_anonymous")
    cards = RetroCardSerializer(source="retro.cards", many=True)
    topics = TopicSerializer(source="retro.topics", many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "team", "title", "sprint", "state", "phase", "created_at", "started_at", "closed_at",
            "timer_ends_at", "planned_minutes", "is_anonymous", "cards", "topics",
        ]  # fmt: skip
        read_only_fields = fields


class NewRetroSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    sprint = serializers.IntegerField(required=False, allow_null=True)
    title = serializers.CharField(required=False, allow_blank=True, max_length=80)


class NewCardSerializer(serializers.Serializer):
    """A card, with a random `word` of your own (32 letters or more) by which you may change it until the vote."""

    column = serializers.CharField(max_length=16)
    text = serializers.CharField(max_length=280)
    word = serializers.CharField(required=False, allow_blank=True, max_length=80)


class DotsSerializer(serializers.Serializer):
    """So many of your dots on a topic in all."""

    topic = serializers.IntegerField()
    dots = serializers.IntegerField(min_value=0, max_value=10)


class ActionSerializer(serializers.ModelSerializer):
    owner_name = serializers.SerializerMethodField()

    class Meta:
        model = Action
        fields = [
            "id", "team", "meeting", "title", "owner", "owner_name", "due_on", "measure", "source", "state",
            "created_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_owner_name(self, action: Action) -> str:
        return str(action.owner)


class NewActionSerializer(serializers.Serializer):
    meeting = serializers.IntegerField()
    title = serializers.CharField(max_length=160)
    owner = serializers.IntegerField()
    due_on = serializers.DateField()
    measure = serializers.CharField(max_length=200)


class VerdictSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=["done", "keep", "drop"])
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
