from rest_framework import serializers

from forecasting.velocity.serializers import NextSprintSerializer


class HeldSerializer(serializers.Serializer):
    """One forecast of a finished sprint and the points that came."""

    number = serializers.IntegerField()
    said = NextSprintSerializer()
    came = serializers.FloatField()
    committed = serializers.FloatField()
    chance = serializers.FloatField(allow_null=True, help_text="That all committed points get done.")
    replayed = serializers.BooleanField(help_text="Worked out later, from what was known before the sprint.")


class BucketSerializer(serializers.Serializer):
    """All statements made with one probability: `said` 0.85 should have a `share` near 0.85."""

    said = serializers.FloatField()
    statements = serializers.IntegerField()
    came_true = serializers.IntegerField()
    share = serializers.FloatField()


class CycleTimesSerializer(serializers.Serializer):
    """Calendar days from start to Done: of so many stories half took at most `middle`, 85 % at most `most`."""

    points = serializers.FloatField(allow_null=True, help_text="Size of the stories, null over all sizes.")
    stories = serializers.IntegerField()
    middle = serializers.FloatField()
    most = serializers.FloatField()


class FromStartToDoneSerializer(serializers.Serializer):
    all = CycleTimesSerializer()
    sizes = CycleTimesSerializer(many=True)


class RecordSerializer(serializers.Serializer):
    """How good the team's forecasts were, and how long its stories take."""

    forecasts = HeldSerializer(source="record.shown", many=True)
    reliability = BucketSerializer(source="record.buckets", many=True)
    cycle_times = FromStartToDoneSerializer(allow_null=True)
