"""How reviews look in the API, and what it accepts."""

from rest_framework import serializers

from ceremonies.models import Demo, Feedback, Meeting
from ceremonies.review.rules import FEEDBACK_LENGTH, REASON_LENGTH


class DemoSerializer(serializers.ModelSerializer):
    """A story in the order of showing; `story` is null once it was deleted, `verdict` empty before the decision."""

    class Meta:
        model = Demo
        fields = [
            "id", "story", "key", "title", "points", "serves_goal", "presenter", "is_current", "verdict", "reason",
            "decided_by", "decided_at",
        ]  # fmt: skip


class FeedbackSerializer(serializers.ModelSerializer):
    """What somebody said; without `demo` it is about the increment. `story` is what it became."""

    author = serializers.CharField(source="author.name")
    is_guest = serializers.BooleanField(source="author.is_guest")

    class Meta:
        model = Feedback
        fields = ["id", "demo", "author", "is_guest", "text", "written_at", "story", "story_key"]


class ReviewSerializer(serializers.ModelSerializer):
    """`increment` is null until the review has closed: goal, points as text, what was shown, how much was said."""

    goal_met = serializers.BooleanField(source="review.goal_met", allow_null=True)
    increment = serializers.JSONField(source="review.increment", allow_null=True)
    recorded_at = serializers.DateTimeField(source="review.recorded_at", allow_null=True)
    demos = DemoSerializer(source="review.demos", many=True)
    feedback = FeedbackSerializer(source="review.feedback", many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "team", "sprint", "title", "state", "phase", "created_at", "started_at", "closed_at", "goal_met",
            "increment", "recorded_at", "demos", "feedback",
        ]  # fmt: skip


class NewReviewSerializer(serializers.Serializer):
    """Without `sprint` it is about the running one, else the one that ended last."""

    team = serializers.IntegerField()
    sprint = serializers.IntegerField(required=False, allow_null=True, default=None)


class JudgementSerializer(serializers.Serializer):
    demo = serializers.IntegerField()
    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, default="")


class NewFeedbackSerializer(serializers.Serializer):
    """Without `demo` it is about the increment."""

    text = serializers.CharField(max_length=FEEDBACK_LENGTH)
    demo = serializers.IntegerField(required=False, allow_null=True, default=None)


class FeedbackIdSerializer(serializers.Serializer):
    feedback = serializers.IntegerField()


class GoalSerializer(serializers.Serializer):
    is_met = serializers.BooleanField()
