from rest_framework import serializers

from forecasting.rules import NextSprint


class FinishedSprintSerializer(serializers.Serializer):
    """One closed sprint in points, from its ledger; `reestimated` is the net change."""

    number = serializers.IntegerField()
    committed = serializers.FloatField()
    added = serializers.FloatField()
    removed = serializers.FloatField()
    reestimated = serializers.FloatField()
    carried = serializers.FloatField()
    completed = serializers.FloatField()


class NextSprintSerializer(serializers.Serializer):
    """Points of a usual next sprint: it stays at or below `p10` with a probability of 10 %."""

    def get_fields(self):
        return {name: serializers.FloatField() for name in NextSprint.__slots__}


class RefusalSerializer(serializers.Serializer):
    """Why there is no forecast: `have` sprints are there, `need` would do."""

    reason = serializers.CharField()
    have = serializers.IntegerField()
    need = serializers.IntegerField()


class ComingSprintSerializer(serializers.Serializer):
    """A planned sprint whose capacity or length is unlike the usual: its share of it, and what to expect."""

    number = serializers.IntegerField(source="sprint.number")
    share = serializers.FloatField()
    expected = NextSprintSerializer()


class LeftOutSerializer(serializers.Serializer):
    """A cancelled sprint, which counts for nothing."""

    number = serializers.IntegerField()
    reason = serializers.CharField(source="cancel_reason")


class VelocitySerializer(serializers.Serializer):
    """Finished sprints, oldest first, with a forecast or the reason why there is none."""

    finished = FinishedSprintSerializer(many=True)
    forecast = NextSprintSerializer(source="usual", allow_null=True)
    refusal = RefusalSerializer(allow_null=True)
    coming = ComingSprintSerializer(allow_null=True)
    left_out = LeftOutSerializer(many=True)
