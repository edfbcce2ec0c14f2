"""How imports look in the API, and what it accepts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from integrations.imports.formats.registry import FORMATS
from integrations.imports.rules.plan import DAY_ORDERS
from integrations.models import ImportRun


class WorkSerializer(serializers.Serializer):
    """`done` of `total` rows are read."""

    kind = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ImportSerializer(serializers.ModelSerializer):
    """`survey` is what the file holds, `report` what the check found, `brought` what came in."""

    work = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = [
            "id", "team", "format", "state", "file_name", "size", "survey", "choices", "report", "brought", "undone",
            "created_by", "created_at", "done_at", "undone_at", "work", "failure",
        ]  # fmt: skip

    @extend_schema_field(WorkSerializer(allow_null=True))
    def get_work(self, run: ImportRun) -> dict | None:
        """What is being done at this moment, and how far it is."""
        job = getattr(run, "job", None)
        return {"kind": job.work, "done": job.done, "total": job.total} if job else None


class NewImportSerializer(serializers.Serializer):
    """`content` is the file's text; without `format` it is recognised."""

    team = serializers.IntegerField(min_value=1)
    format = serializers.ChoiceField([*FORMATS], required=False, allow_blank=True, default="")
    file_name = serializers.CharField(max_length=200)
    content = serializers.CharField(trim_whitespace=False)


class ChoicesSerializer(serializers.Serializer):
    """`columns` maps a column's name to our field ("" leaves it out); `words` what a field's words mean."""

    columns = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    words = serializers.DictField(child=serializers.DictField(child=serializers.CharField()), required=False)
    owner = serializers.CharField(required=False, allow_blank=True)
    day_order = serializers.ChoiceField([*DAY_ORDERS], required=False, allow_blank=True)
    add_personas = serializers.BooleanField(required=False)
    leave_out = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
