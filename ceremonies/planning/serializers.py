"""Plannings, their check and its challenges as programs see them."""

from rest_framework import serializers

from ceremonies.models import Meeting, PlanChallenge
from forecasting.plan.reasons import Cause
from forecasting.plan.rules import Verdict
from forecasting.velocity.serializers import NextSprintSerializer, RefusalSerializer

# Named for the schema.
CAUSES = [(cause.value, cause.value) for cause in Cause]
VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]


class PlanningSerializer(serializers.ModelSerializer):
    class Meta:
        model = Meeting
        fields = ["id", "team", "title", "sprint", "state", "phase", "created_at", "closed_at"]
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer):
    """What makes the plan as likely as it is: `story` is a key, `person` an id."""

    cause = serializers.ChoiceField(choices=CAUSES)
    text = serializers.CharField()
    story = serializers.CharField()
    person = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class CheckSerializer(serializers.Serializer):
    """The commitment check of a plan: points chosen, capacity in percent of the usual, and P(all of it gets done)."""

    points = serializers.FloatField(source="outlook.points")
    capacity = serializers.IntegerField(source="outlook.percent", allow_null=True)
    chance = serializers.FloatField(source="outlook.chance", allow_null=True)
    verdict = serializers.ChoiceField(choices=VERDICTS, source="outlook.verdict", allow_null=True)
    expected = NextSprintSerializer(source="outlook.expected", allow_null=True)
    refusal = RefusalSerializer(source="outlook.refusal", allow_null=True)
    reasons = ReasonSerializer(many=True)


class NewPlanningSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    sprint = serializers.IntegerField()


class ChallengeSerializer(serializers.ModelSerializer):
    """A doubt with where the plan stood, and what the team decided; `decision` is empty until then."""

    class Meta:
        model = PlanChallenge
        fields = [
            "id", "sprint", "text", "points", "chance", "raised_by", "raised_at", "decision", "answer", "decided_by",
            "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewChallengeSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    sprint = serializers.IntegerField()
    text = serializers.CharField(max_length=300)


class DecisionSerializer(serializers.Serializer):
    decision = serializers.ChoiceField(choices=PlanChallenge.DECISIONS)
    answer = serializers.CharField(max_length=300)
