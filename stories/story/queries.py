"""What the gates and the story page need to know about one story."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.db.models import Q, QuerySet

from stories.models import ChecklistItem, ChecklistTick, Criterion, Learning, Story
from stories.rules import Facts, Gate, Kind
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
    return facts_by_story([story])[story.pk]


def facts_by_story(stories: Collection[Story]) -> dict[int, Facts]:
    """Stories of one team as the gates see them, by id; three queries however many there are, four with spikes."""
    ids = [story.pk for story in stories]
    items = ChecklistItem.objects.filter(team_id__in={story.team_id for story in stories}, retired_at=None)
    lines = list(items.exclude(gate=Gate.SPRINT))
    ticks = set(ChecklistTick.objects.filter(story_id__in=ids).values_list("story_id", "item_id"))
    met = defaultdict(list)
    for story_id, met_at in Criterion.objects.filter(story_id__in=ids).values_list("story_id", "met_at"):
        met[story_id].append(met_at is not None)
    spikes = [story.pk for story in stories if story.kind == Kind.SPIKE]
    learned = set(Learning.objects.filter(story__in=spikes).values_list("story_id", flat=True)) if spikes else set()
    return {
        story.pk: replace(_facts(story, met[story.pk], lines, ticks), learned=story.pk in learned) for story in stories
    }


def _facts(story: Story, met: list[bool], lines: list[ChecklistItem], ticks: set[tuple[int, int]]) -> Facts:
    def asked(gate):
        own = [line for line in lines if line.gate == gate and line.kind in ("", story.kind)]
        return [(line.text, (story.pk, line.pk) in ticks) for line in own]

    return Facts(
        kind=story.kind,
        persona=story.persona_id is not None,
        goal=story.goal,
        value=story.value,
        title=story.title,
        points=story.points,
        timebox_days=story.timebox_days,
        question=story.question,
        criteria_met=met,
        ready_items=asked(Gate.READY),
        done_items=asked(Gate.DONE),
    )


def history(story: Story) -> QuerySet[Activity]:
    """Every change of the story, newest first (STO-8)."""
    return Activity.objects.filter(subject_type="story", subject_id=story.pk).select_related("actor")
