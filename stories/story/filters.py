"""What lists of stories in the API may be asked for: the backlog page's filters, across all of one's teams."""

from datetime import datetime

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from stories.backlog.queries import is_ready
from stories.backlog.rules import months_before
from stories.models import Story
from stories.search.queries import has_words
from teams.access import accessible_teams
from teams.filters import IdFilterSet
from teams.models import Team

ORDERS = {name: name for name in ("rank", "points", "created_at", "updated_at", "key")}


class StoryApiFilter(IdFilterSet):
    """Filters and orders of `/stories/`."""

    text = django_filters.CharFilter(
        method="with_text", max_length=100,
        help_text="All of these words, in title, sentence, description, criteria or comments.",
    )  # fmt: skip
    ready = django_filters.BooleanFilter(method="by_readiness", help_text="Whether the Definition of Ready is met.")
    older_than_months = django_filters.NumberFilter(
        method="older", min_value=0, max_value=600, decimal_places=0, help_text="Written longer ago than this."
    )
    ordering = django_filters.OrderingFilter(fields=ORDERS, help_text="`-` before a name turns the order round.")

    class Meta:
        model = Story
        fields = {
            "team": ["exact"],
            "kind": ["exact"],
            "persona": ["exact"],
            "epic": ["exact"],
            "labels": ["exact"],
            "assignees": ["exact"],
            "status": ["exact"],
            "status__category": ["exact"],
            "key": ["exact"],
            "points": ["exact", "isnull", "gte", "lte"],
            "in_backlog": ["exact"],
            "archived_at": ["isnull"],
            "created_at": ["gte", "lte"],
        }

    def filter_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        found = super().filter_queryset(queryset)
        # Points and times may be equal: the id keeps pages apart, and nothing is told twice.
        return found.order_by(*found.query.order_by, "pk") if self.form.cleaned_data.get("ordering") else found

    def _teams(self) -> list[Team]:
        """The team that was asked for, or all that one may see."""
        asked = self.form.cleaned_data.get("team")
        teams = [access.team for access in accessible_teams(self.request.user)]
        return [team for team in teams if asked in (None, team.pk)]

    def with_text(self, stories, name: str, value: str):
        return stories.filter(has_words([team.pk for team in self._teams()], value))

    def by_readiness(self, stories, name: str, value: bool):
        ready = Q(pk__in=[])
        for team in self._teams():
            ready |= Q(team=team) & is_ready(team)
        return stories.filter(ready if value else ~ready)

    def older(self, stories, name: str, value: int) -> QuerySet[Story]:
        now: datetime = timezone.now()
        return stories.filter(created_at__lt=months_before(now, int(value)))
