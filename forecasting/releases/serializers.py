from rest_framework import serializers

from forecasting.models import Decision, Release, Verdict
from forecasting.releases.choices import CHOICE_NAMES
from forecasting.releases.decisions.services import LONGEST_QUESTION, LONGEST_REASON
from forecasting.releases.services import LONGEST_GOAL, LONGEST_NAME
from forecasting.releases.what_if.forms import LEAST_CAPACITY, MOST_CAPACITY


def _ids(**options) -> serializers.ListField:
    return serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=500, **options)


class ReleaseSerializer(serializers.ModelSerializer):
    """A release; its scope is all live stories of its epics and labels, and its stories, but those left out."""

    class Meta:
        model = Release
        fields = [
            "id", "team", "name", "goal", "target_date", "pace_percent", "epics", "labels", "stories", "left_out",
            "version", "created_at", "archived_at",
        ]  # fmt: skip


class ReleaseChangeSerializer(serializers.Serializer):
    """What changes; a list takes the place of the one before."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    goal = serializers.CharField(max_length=LONGEST_GOAL, allow_blank=True, required=False)
    target_date = serializers.DateField(allow_null=True, required=False)
    pace_percent = serializers.IntegerField(min_value=1, max_value=100, required=False)
    epics = _ids()
    labels = _ids()
    stories = _ids()
    left_out = _ids()
    seen_version = serializers.IntegerField(
        min_value=1, required=False, help_text="The version that you changed; another one is a conflict."
    )


class NewReleaseSerializer(ReleaseChangeSerializer):
    team = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=LONGEST_NAME)
    seen_version = None


class ChanceSerializer(serializers.Serializer):
    """The probability of being done when this sprint ends."""

    sprint = serializers.IntegerField()
    day = serializers.DateField()
    chance = serializers.FloatField()


class QuoteSerializer(serializers.Serializer):
    """The first sprint end by which it is done at least so surely; null: not within 60 sprints."""

    probability = serializers.FloatField()
    reached = ChanceSerializer(allow_null=True)


class FanStepSerializer(serializers.Serializer):
    """Points done when this sprint ends: bands of 95, 80 and 50 % around the middle, and the scope by then."""

    sprint = serializers.IntegerField()
    day = serializers.DateField()
    scope = serializers.FloatField()
    low_95 = serializers.FloatField()
    low_80 = serializers.FloatField()
    low_50 = serializers.FloatField()
    middle = serializers.FloatField()
    high_50 = serializers.FloatField()
    high_80 = serializers.FloatField()
    high_95 = serializers.FloatField()


class BurnSerializer(serializers.Serializer):
    sprint = serializers.IntegerField()
    day = serializers.DateField()
    scope = serializers.FloatField()
    done = serializers.FloatField()


class MissingSerializer(serializers.Serializer):
    """Why there is no forecast: no_scope, no_estimates or no_past."""

    lack = serializers.CharField()
    reason = serializers.CharField()
    have = serializers.IntegerField()
    need = serializers.IntegerField()


class ReleaseForecastSerializer(serializers.Serializer):
    """Everything that is said about a release, in points, days and probabilities from 0 to 1."""

    sentence = serializers.CharField()
    more = serializers.CharField()
    made_on = serializers.DateField()
    version = serializers.CharField()
    target = serializers.DateField(allow_null=True)
    by_target = serializers.FloatField(allow_null=True)
    stories = serializers.IntegerField()
    stories_done = serializers.IntegerField()
    done = serializers.FloatField()
    remaining = serializers.FloatField()
    unestimated = serializers.IntegerField()
    assumed = serializers.FloatField(help_text="Points that the unestimated stories count as.")
    since = serializers.IntegerField(help_text="The running sprint, from whose start it counts; 0 when none runs.")
    done_then = serializers.FloatField()
    left_then = serializers.FloatField()
    growth = serializers.FloatField(help_text="Points that a sprint is expected to add to the scope.")
    growth_sprints = serializers.IntegerField()
    is_done = serializers.BooleanField()
    done_on = serializers.DateField(allow_null=True)
    missing = MissingSerializer(allow_null=True)
    dates = QuoteSerializer(many=True)
    chances = ChanceSerializer(many=True)
    fan = FanStepSerializer(many=True)
    history = BurnSerializer(many=True)


class WhatIfQuerySerializer(serializers.Serializer):
    points = serializers.FloatField(min_value=0, required=False, help_text="Points to leave out, last ones first.")
    without = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=500)
    capacity = serializers.IntegerField(min_value=LEAST_CAPACITY, max_value=MOST_CAPACITY, required=False)
    frozen = serializers.BooleanField(required=False, help_text="No new scope from now on.")
    target = serializers.DateField(required=False)


class WhatIfSerializer(serializers.Serializer):
    """As planned beside as changed; `day` is the target, else the first likely day as planned."""

    sentence = serializers.CharField()
    day = serializers.DateField()
    before = serializers.FloatField()
    after = serializers.FloatField()
    left_out = serializers.ListField(child=serializers.CharField(), help_text="Keys of the stories.")
    points = serializers.FloatField(help_text="What they are together.")
    planned = ChanceSerializer(many=True)
    changed = ChanceSerializer(many=True)


class VerdictSerializer(serializers.ModelSerializer):
    """What one person decided, with the forecast that they saw. Never changes."""

    forecast = serializers.JSONField(source="forecast.said")
    stakeholder = serializers.CharField(source="stakeholder.name", default=None, allow_null=True)

    class Meta:
        model = Verdict
        fields = ["id", "choice", "reason", "decided_by", "stakeholder", "decided_at", "with_proposal", "forecast"]


class DecisionSerializer(serializers.ModelSerializer):
    options = serializers.ListField(child=serializers.ChoiceField(CHOICE_NAMES))
    verdicts = VerdictSerializer(many=True)

    class Meta:
        model = Decision
        fields = [
            "id", "release", "question", "options", "proposal", "asked_by", "asked_at", "closed_at", "closed_by",
            "outcome", "verdicts",
        ]  # fmt: skip


class NewDecisionSerializer(serializers.Serializer):
    """A question; what would change may be another date, stories to leave out, or both."""

    release = serializers.IntegerField(min_value=1)
    question = serializers.CharField(max_length=LONGEST_QUESTION)
    options = serializers.ListField(child=serializers.ChoiceField(CHOICE_NAMES), required=False, max_length=4)
    target_date = serializers.DateField(required=False)
    left_out = _ids()


class NewVerdictSerializer(serializers.Serializer):
    choice = serializers.ChoiceField(CHOICE_NAMES)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    seen_version = serializers.CharField(
        max_length=40, required=False, help_text="The forecast's version that you saw; another one is a conflict."
    )


class OutcomeSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(CHOICE_NAMES)
    apply = serializers.BooleanField(required=False, help_text="Change the release as proposed.")
