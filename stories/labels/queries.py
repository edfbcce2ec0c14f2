"""Epics and labels with the stories that have them."""

from django.db.models import Count, Q, QuerySet

from stories.models import Epic, Label
from stories.rules import Category
from teams.models import Team

_OPEN = Q(stories__archived_at=None) & ~Q(stories__status__category=Category.DONE)


def epics_of(team: Team) -> QuerySet[Epic]:
    """The team's epics with `story_count` and `open_count`, retired ones too."""
    return team.epics.annotate(
        story_count=Count("stories"), open_count=Count("stories", filter=Q(stories__isnull=False) & _OPEN)
    ).order_by("name", "pk")


def labels_of(team: Team) -> QuerySet[Label]:
    """The team's labels with `story_count` and mentors."""
    return team.labels.annotate(story_count=Count("stories")).prefetch_related("mentors").order_by("name", "pk")
