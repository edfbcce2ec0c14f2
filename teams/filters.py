"""Filters of lists that refuse what the schema does not say, instead of reading something into it."""

import re

import django_filters
from django.db import models
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.exceptions import ValidationError

WHOLE = re.compile(r"-?[0-9]{1,18}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
YES_OR_NO = re.compile(r"true|false")


def _wanted(one: django_filters.Filter, whole: bool) -> tuple[re.Pattern, str] | None:
    if isinstance(one, django_filters.BooleanFilter):
        return YES_OR_NO, "Ask for true or false."
    if isinstance(one, django_filters.IsoDateTimeFilter):
        return MOMENT, "Ask for a time such as 2026-11-02T09:00:00Z."
    if isinstance(one, django_filters.DateFilter):
        return DAY, "Ask for a day such as 2026-11-02."
    if whole and isinstance(one, django_filters.NumberFilter | django_filters.ModelChoiceFilter):
        return WHOLE, "Ask for a whole number."
    return None


class IdFilterSet(FilterSet):
    """Related objects are asked for by number: a foreign id finds what a missing one finds, and tells nothing."""

    FILTER_DEFAULTS = FilterSet.FILTER_DEFAULTS | {
        relation: {"filter_class": django_filters.NumberFilter}
        for relation in (models.ForeignKey, models.OneToOneField, models.ManyToManyField)
    }


class StrictFilters(DjangoFilterBackend):
    """Raises ValidationError, at the parameter, for a value of another type and for a parameter given twice."""

    filterset_base = IdFilterSet

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        if filterset is not None:
            self._require(request.query_params, filterset)
        return super().filter_queryset(request, queryset, view)

    def _require(self, asked, filterset) -> None:
        errors = {}
        for name, one in filterset.filters.items():
            values = asked.getlist(name)
            wanted = _wanted(one, whole=_is_whole(filterset, one))
            if len(values) > 1 and not isinstance(one, django_filters.MultipleChoiceFilter):
                errors[name] = "Give this parameter once."
            elif wanted and not all(wanted[0].fullmatch(value) for value in values):
                errors[name] = wanted[1]
        if errors:
            raise ValidationError(errors)


def _is_whole(filterset, one: django_filters.Filter) -> bool:
    """Whether the filtered column holds whole numbers; a path through relations ends at keys, which do."""
    if one.method is not None:
        return getattr(one, "extra", {}).get("decimal_places") == 0
    model = filterset.queryset.model
    names = one.field_name.split("__")
    field = next((field for field in model._meta.get_fields() if field.name == names[0]), None)
    return field is None or field.is_relation or "Integer" in field.get_internal_type()
