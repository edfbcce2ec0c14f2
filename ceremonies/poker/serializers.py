"""How poker rooms and rounds look in the API, and what it accepts. Values come from revealed rounds only."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ceremonies.models import Meeting, Participant, QueuedStory
from ceremonies.poker.rules import REASON_LENGTH, Deck


class PointsField(serializers.DecimalField):
    """Story points, as a text, so that no size is rounded on its way."""

    def __init__(self, **options):
        super().__init__(max_digits=8, decimal_places=2, **options)


class SeatSerializer(serializers.ModelSerializer):
    """Who has a seat; `seat` is how rounds name them."""

    name = serializers.CharField()
    is_guest = serializers.BooleanField()

    class Meta:
        model = Participant
        fields = ["seat", "name", "is_guest", "is_voter", "is_facilitator"]


class CardSerializer(serializers.Serializer):
    """A card of the deck; `points` is null for ?, ∞ and coffee."""

    label = serializers.CharField()
    points = PointsField(allow_null=True)


class QueuedStorySerializer(serializers.ModelSerializer):
    """A story of the room; `story` is null once it was deleted."""

    class Meta:
        model = QueuedStory
        fields = ["id", "story", "key", "title", "state", "is_on_table", "agreed_points", "points_before"]


class PokerRoomSerializer(serializers.ModelSerializer):
    """`seats` holds who is in the room, `queue` its stories in their order."""

    deadline = serializers.DateTimeField(source="poker.deadline", allow_null=True)
    reveals_by_itself = serializers.BooleanField(source="poker.reveals_by_itself")
    asks_reasons = serializers.BooleanField(source="poker.asks_reasons")
    deck = serializers.SerializerMethodField()
    seats = serializers.SerializerMethodField()
    queue = QueuedStorySerializer(source="poker.queue", many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "team", "title", "state", "created_at", "started_at", "closed_at", "deadline", "reveals_by_itself",
            "asks_reasons", "guests_allowed", "timer_ends_at", "deck", "seats", "queue",
        ]  # fmt: skip

    @extend_schema_field(CardSerializer(many=True))
    def get_deck(self, meeting: Meeting) -> list[dict]:
        return CardSerializer(Deck.load(meeting.poker.deck).cards, many=True).data

    @extend_schema_field(SeatSerializer(many=True))
    def get_seats(self, meeting: Meeting) -> list[dict]:
        return SeatSerializer([one for one in meeting.participants.all() if one.is_here], many=True).data


class VoiceSerializer(serializers.Serializer):
    """One revealed vote."""

    seat = serializers.CharField()
    name = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class OutcomeSerializer(serializers.Serializer):
    """What a revealed round says; `agreement` is the share of sizes that are the suggested card, in percent."""

    votes = VoiceSerializer(source="voices", many=True)
    suggested = CardSerializer(allow_null=True)
    agreement = serializers.IntegerField(allow_null=True)
    steps = serializers.IntegerField(help_text="Cards of the deck from the lowest to the highest size.")


class PokerRoundSerializer(serializers.Serializer):
    """One vote of everybody on one story. `outcome` is null until the reveal; `voted` says who has, never what."""

    id = serializers.IntegerField(source="round.pk")
    room = serializers.IntegerField(source="room_id")
    item = serializers.IntegerField(source="round.item_id")
    key = serializers.CharField(source="round.item.key")
    number = serializers.IntegerField(source="round.number")
    opened_at = serializers.DateTimeField(source="round.opened_at")
    revealed_at = serializers.DateTimeField(source="round.revealed_at", allow_null=True)
    missing = serializers.ListField(source="round.missing", child=serializers.CharField())
    voted = serializers.ListField(child=serializers.CharField(), help_text="Seats that have voted.")
    outcome = OutcomeSerializer(allow_null=True)


class OwnVoteSerializer(serializers.Serializer):
    """The asking person's own card; nulls while there is none."""

    value = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True, allow_blank=True)
    cast_at = serializers.DateTimeField(allow_null=True)


class EstimatedSerializer(serializers.Serializer):
    """One estimated story of a session."""

    item = QueuedStorySerializer()
    minutes = serializers.IntegerField()
    rounds = OutcomeSerializer(many=True)


class PokerResultSerializer(serializers.Serializer):
    """What a room brought; `minutes` is the median for a story, `agreement` of the first votes in percent."""

    count = serializers.IntegerField()
    points = PointsField()
    minutes = serializers.IntegerField(allow_null=True)
    agreement = serializers.IntegerField(allow_null=True)
    stories = EstimatedSerializer(many=True)


# What the API accepts


class NewPokerRoomSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=80, allow_blank=True, required=False, default="")
    stories = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=100)


class HouseRulesSerializer(serializers.Serializer):
    reveals_by_itself = serializers.BooleanField(required=False)
    asks_reasons = serializers.BooleanField(required=False)


class StoriesSerializer(serializers.Serializer):
    stories = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=100)


class JoinSerializer(serializers.Serializer):
    is_voter = serializers.BooleanField(required=False, default=True)


class DeadlineSerializer(serializers.Serializer):
    deadline = serializers.DateTimeField()


class ItemSerializer(serializers.Serializer):
    """`item` is an id of the room's `queue`."""

    item = serializers.IntegerField(min_value=1)


class AgreeSerializer(ItemSerializer):
    points = PointsField()


class NewVoteSerializer(serializers.Serializer):
    value = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False, allow_blank=True, default="")
