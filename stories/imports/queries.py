"""What became of imported stories."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from stories.imports.rules import Imported
from stories.models import Story
from teams.models import Activity, Team

# What may stand in a story's diary without anybody having worked on it.
_NO_WORK = ("imported", "ordered")


def of_import(team: Team, imported: Imported) -> QuerySet[Story]:
    """The stories of an import that are still there."""
    return Story.objects.filter(team=team, number__range=(imported.first_number, imported.last_number))


def worked_on(stories: QuerySet[Story]) -> QuerySet[Story]:
    """Those of imported stories that somebody has changed, or taken into a sprint, since."""
    work = Activity.objects.filter(subject_type="story", subject_id=OuterRef("pk")).exclude(verb__in=_NO_WORK)
    return stories.filter(Exists(work) | Q(version__gt=1))
