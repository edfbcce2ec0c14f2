"""Rules and alerts as programs see them. Times of readings are told in UTC."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from telemetry_demo.alerting.models import Alert, AlertRule, RuleTry, RuleVersion
from telemetry_demo.alerting.queries import versions_of
from telemetry_demo.alerting.rules import TRY_DAYS, Verdict, VersionState
from telemetry_demo.times import written

VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]
VERSION_STATES = [(state.value, state.value) for state in VersionState]


class VersionSerializer(serializers.ModelSerializer):
    state = serializers.ChoiceField(VERSION_STATES, read_only=True)

    class Meta:
        model = RuleVersion
        fields = ["id", "number", "revision", "text", "state", "author", "saved_at", "live_from", "live_until", "note"]
        read_only_fields = fields


class RuleSerializer(serializers.ModelSerializer):
    versions = serializers.SerializerMethodField()

    class Meta:
        model = AlertRule
        fields = ["id", "team", "name", "created_by", "created_at", "retired_at", "versions"]
        read_only_fields = fields

    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, rule: AlertRule) -> list[dict]:
        return VersionSerializer(versions_of(rule), many=True).data


class NewRuleSerializer(serializers.Serializer):
    team = serializers.IntegerField()
    name = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=4000, required=False)


class DraftSerializer(serializers.Serializer):
    """`seen` is `number.revision` of the version that was changed."""

    text = serializers.CharField(max_length=8000, allow_blank=True, trim_whitespace=False)
    seen = serializers.RegexField(r"^\d{1,9}\.\d{1,9}$")


class RollBackSerializer(serializers.Serializer):
    number = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=200)


class CheckSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=8000, allow_blank=True, trim_whitespace=False)


class ProblemSerializer(serializers.Serializer):
    """What is wrong, at its place: `line` and `column` begin at 1, `end` is the column behind it."""

    line = serializers.IntegerField(source="place.line")
    column = serializers.IntegerField(source="place.column")
    end = serializers.IntegerField(source="place.end")
    message = serializers.CharField()
    suggestion = serializers.CharField(allow_blank=True)


class CheckedSerializer(serializers.Serializer):
    problems = ProblemSerializer(many=True)


class AskTrySerializer(serializers.Serializer):
    days = serializers.IntegerField(help_text=f"One of {', '.join(map(str, TRY_DAYS))}.")


class SpellSerializer(serializers.Serializer):
    """One alert that a text would have raised."""

    trial = serializers.CharField()
    patient = serializers.CharField()
    visit = serializers.CharField()
    began = serializers.CharField()
    ended = serializers.CharField(allow_null=True)


def _spells(rows: list[list] | None) -> list[dict] | None:
    names = ("trial", "patient", "visit")
    return rows and [
        dict(zip(names, row, strict=False)) | {"began": written(row[3]), "ended": row[4] and written(row[4])}
        for row in rows
    ]


class TrySerializer(serializers.ModelSerializer):
    found = serializers.SerializerMethodField()
    before = serializers.SerializerMethodField(help_text="What the live version finds; null where none is live.")

    class Meta:
        model = RuleTry
        fields = [
            "id",
            "version",
            "text",
            "days",
            "asked_at",
            "done_at",
            "failed",
            "readings",
            "streams",
            "found",
            "before",
        ]
        read_only_fields = fields

    @extend_schema_field(SpellSerializer(many=True))
    def get_found(self, asked: RuleTry) -> list[dict]:
        return _spells(asked.found) or []

    @extend_schema_field(SpellSerializer(many=True, allow_null=True))
    def get_before(self, asked: RuleTry) -> list[dict] | None:
        return _spells(asked.before)


class AlertSerializer(serializers.ModelSerializer):
    rule = serializers.IntegerField(source="version.rule_id", read_only=True)
    began = serializers.SerializerMethodField()
    ended = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = [
            "id", "team", "rule", "version", "trial", "patient", "visit", "message", "rings", "began", "ended",
            "values", "found_at", "seen_by", "seen_at", "verdict",
        ]  # fmt: skip
        read_only_fields = fields

    def get_began(self, alert: Alert) -> str:
        return written(alert.began)

    def get_ended(self, alert: Alert) -> str | None:
        return alert.ended and written(alert.ended)


class AlertVerdictSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(VERDICTS)
