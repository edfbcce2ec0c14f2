"""Personas with what stories make of them. Stories are only counted where the asking person may see the team."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from stories.models import Persona, Story
from stories.rules import Category
from teams.models import Organisation, Team

_OPEN = Q(archived_at=None) & ~Q(status__category=Category.DONE)


def personas_of(organisation: Organisation, teams: Collection[Team]) -> QuerySet[Persona]:
    """The organisation's personas with `open_count` and `story_count` of these teams."""
    here = Q(stories__team__in=teams)
    is_open = here & Q(stories__archived_at=None) & ~Q(stories__status__category=Category.DONE)
    return organisation.personas.annotate(
        story_count=Count("stories", filter=here), open_count=Count("stories", filter=is_open)
    )


def open_stories(persona: Persona | None, teams: Collection[Team]) -> QuerySet[Story]:
    """The teams' open stories for a persona (None: for nobody in particular), in the order of their backlogs."""
    stories = Story.objects.filter(_OPEN, persona=persona, team__in=teams)
    return stories.select_related("team__organisation", "status").order_by("in_backlog", "team", "rank", "pk")


def done_stories(persona: Persona, teams: Collection[Team]) -> QuerySet[Story]:
    """What was finished for a persona, the latest first."""
    stories = persona.stories.filter(team__in=teams, status__category=Category.DONE)
    return stories.select_related("team__organisation").order_by("-updated_at", "-pk")


@dataclass(frozen=True)
class Usage:
    """Where a persona is used, in the whole organisation: numbers only."""

    stories: int
    teams: int


def usage_of(persona: Persona) -> Usage:
    found = persona.stories.aggregate(stories=Count("pk"), teams=Count("team", distinct=True))
    return Usage(**found)
