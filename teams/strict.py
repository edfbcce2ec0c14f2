"""JSON says what type a value has, so a number is no text and a text no number: what the schema says is what counts."""

from typing import Any

from rest_framework import serializers

WANTED = (
    (serializers.BooleanField, bool, "Must be true or false."),
    (serializers.ChoiceField, str, "Must be a text."),
    (serializers.CharField, str, "Must be a text."),
    (serializers.IntegerField, int, "Must be a whole number."),
)


def require_types(field: serializers.Field, value: Any) -> None:
    """Raises ValidationError, at the field, where REST framework would silently convert one type into another."""
    if isinstance(field, serializers.BaseSerializer | serializers.DictField) and isinstance(value, dict):
        _require_each(_members(field, value))
    elif isinstance(field, serializers.ListField | serializers.ListSerializer) and isinstance(value, list):
        _require_each((index, field.child, one) for index, one in enumerate(value))
    elif value is not None:
        _require(field, value)


def _members(field, value: dict):
    """Name, field and value of each member that the field knows."""
    if isinstance(field, serializers.DictField):
        return ((name, field.child, one) for name, one in value.items())
    return ((name, field.fields[name], one) for name, one in value.items() if name in field.fields)


def _require_each(members) -> None:
    errors = {}
    for name, field, value in members:
        try:
            require_types(field, value)
        except serializers.ValidationError as error:
            errors[str(name)] = error.detail
    if errors:
        raise serializers.ValidationError(errors)


def _require(field: serializers.Field, value: Any) -> None:
    wanted = next(((kind, words) for known, kind, words in WANTED if isinstance(field, known)), None)
    if wanted is None:
        return
    kind, words = wanted
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise serializers.ValidationError(words)
