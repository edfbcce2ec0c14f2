"""How kept mappings look in the API, and what it accepts."""

from rest_framework import serializers

from integrations.mappings.rules import MAX_NAME
from integrations.models import SavedMapping


class SavedMappingSerializer(serializers.ModelSerializer):
    """`kept` is what columns and words mean; `header` is the same for files with the same columns."""

    format = serializers.CharField(read_only=True)

    class Meta:
        model = SavedMapping
        fields = [
            "id", "organisation", "team", "format", "name", "header", "kept", "created_by", "created_at", "used_at",
            "removed_at",
        ]  # fmt: skip


class NewMappingSerializer(serializers.Serializer):
    """`import` is the id of the import whose choices are kept."""

    name = serializers.CharField(max_length=MAX_NAME)

    def get_fields(self):
        return super().get_fields() | {"import": serializers.IntegerField(min_value=1)}


class MappingNameSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=MAX_NAME)


class MappingChoiceSerializer(serializers.Serializer):
    """`mapping` is the id of a kept mapping of the organisation."""

    mapping = serializers.IntegerField(min_value=1)
