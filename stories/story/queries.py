"""What the gates and the story page need to know about one story."""

from django.db.models import Q, QuerySet

from stories.models import ChecklistItem, Story
from stories.rules import Facts, Gate
from teams.models import Activity


def checklist(story: Story, gate: str) -> list[tuple[ChecklistItem, bool]]:
    """The team's lines for this kind of work with the story's ticks, in order."""
    items = ChecklistItem.objects.filter(
        Q(kind="") | Q(kind=story.kind), team=story.team_id, gate=gate, retired_at=None
    )
    ticked = set(story.ticks.values_list("item_id", flat=True))
    return [(item, item.pk in ticked) for item in items]


def facts_of(story: Story) -> Facts:
    """The story as the gates see it."""
    return Facts(
        kind=story.kind,
        persona=story.persona_id is not None,
        goal=story.goal,
        value=story.value,
        title=story.title,
        points=story.points,
        timebox_days=story.timebox_days,
        question=story.question,
        criteria_met=[met_at is not None for met_at in story.criteria.values_list("met_at", flat=True)],
        ready_items=[(item.text, ticked) for item, ticked in checklist(story, Gate.READY)],
        done_items=[(item.text, ticked) for item, ticked in checklist(story, Gate.DONE)],
    )


def history(story: Story) -> QuerySet[Activity]:
    """Every change of the story, newest first (STO-8)."""
    return Activity.objects.filter(subject_type="story", subject_id=story.pk).select_related("actor")
