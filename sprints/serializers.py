"""How sprints, their ledger and their commitment look in the API, and what it accepts."""

from rest_framework import serializers

from sprints.closing.services import Destination
from sprints.models import Commitment, CommittedPerson, CommittedStory, LedgerEvent, Sprint


class SprintSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sprint
        fields = [
            "id", "team", "number", "goal", "start_date", "end_date", "state", "committed_at", "closed_at",
            "cancel_reason", "goal_met", "is_imported", "dates_known", "version",
        ]  # fmt: skip


class SprintFieldsSerializer(serializers.Serializer):
    goal = serializers.CharField(max_length=300, allow_blank=True, required=False)
    start_date = serializers.DateField(required=False)
    end_date = serializers.DateField(required=False)
    seen_version = serializers.IntegerField(min_value=1, required=False)


class NewSprintSerializer(serializers.Serializer):
    team = serializers.IntegerField(min_value=1)
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    goal = serializers.CharField(max_length=300, allow_blank=True, required=False)


class ScopeItemSerializer(serializers.Serializer):
    """One line of the scope; `story` is null for imported work that nobody recorded story by story."""

    story = serializers.SerializerMethodField()
    key = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    points = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    status = serializers.CharField()
    category = serializers.CharField()
    committed = serializers.BooleanField()
    in_scope = serializers.BooleanField()
    done = serializers.BooleanField(source="is_done")
    carried_to = serializers.CharField()

    def get_story(self, item) -> int | None:
        return item.ref if isinstance(item.ref, int) else None


class ScopeSerializer(serializers.Serializer):
    """The sprint's numbers, from its ledger alone, in points."""

    committed = serializers.DecimalField(max_digits=9, decimal_places=2)
    added = serializers.DecimalField(max_digits=9, decimal_places=2)
    removed = serializers.DecimalField(max_digits=9, decimal_places=2)
    reestimated = serializers.DecimalField(max_digits=9, decimal_places=2)
    current = serializers.DecimalField(max_digits=9, decimal_places=2)
    done = serializers.DecimalField(max_digits=9, decimal_places=2)
    carried = serializers.DecimalField(max_digits=9, decimal_places=2)
    stories = serializers.SerializerMethodField()

    def get_stories(self, scope) -> list[dict]:
        return ScopeItemSerializer(scope.items.values(), many=True).data


class LedgerEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = LedgerEvent
        fields = [
            "id", "sprint", "kind", "at", "recorded_at", "story_id", "story_key", "title", "story_kind", "points",
            "status", "category", "destination", "reason", "actor",
        ]  # fmt: skip


class CommittedStorySerializer(serializers.ModelSerializer):
    class Meta:
        model = CommittedStory
        fields = [
            "story_id", "story_key", "title", "story_kind", "points", "persona", "criteria_count", "serves_goal",
        ]  # fmt: skip


class CommittedPersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = CommittedPerson
        fields = ["user", "roles", "allocation", "days_off", "available_days"]


class CommitmentSerializer(serializers.ModelSerializer):
    stories = CommittedStorySerializer(many=True)
    people = CommittedPersonSerializer(many=True)

    class Meta:
        model = Commitment
        fields = [
            "sprint", "goal", "start_date", "end_date", "time_zone", "working_days", "capacity_days", "committed_by",
            "committed_at", "stories", "people",
        ]  # fmt: skip


class CapacitySerializer(serializers.Serializer):
    """What a sprint has of a person, by the calendar unless entered `by_hand`; `reason` is how the calendar counts."""

    user = serializers.IntegerField(source="user.pk")
    allocation = serializers.IntegerField(source="capacity.allocation")
    days_off = serializers.DecimalField(max_digits=4, decimal_places=1, source="capacity.days_off")
    available_days = serializers.DecimalField(max_digits=5, decimal_places=1, source="available")
    by_hand = serializers.BooleanField()
    reason = serializers.CharField()


class CapacityFieldsSerializer(serializers.Serializer):
    user = serializers.IntegerField(min_value=1)
    allocation = serializers.IntegerField(min_value=0, max_value=100, required=False)
    days_off = serializers.DecimalField(max_digits=4, decimal_places=1, required=False)
    follow_calendar = serializers.BooleanField(default=False, help_text="Take back what was entered by hand.")


class SprintStorySerializer(serializers.Serializer):
    story = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class CommitSerializer(serializers.Serializer):
    override_reason = serializers.CharField(max_length=500, required=False)


class CloseSerializer(serializers.Serializer):
    """`destinations`: the id of each unfinished story with "next" or "backlog"."""

    destinations = serializers.DictField(child=serializers.ChoiceField([d.value for d in Destination]), required=False)
    goal_met = serializers.BooleanField(required=False, allow_null=True)

    def validate_destinations(self, destinations: dict[str, str]) -> dict[int, str]:
        try:
            return {int(key): value for key, value in destinations.items()}
        except ValueError:
            raise serializers.ValidationError("The keys are ids of stories.") from None


class CancelSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)
