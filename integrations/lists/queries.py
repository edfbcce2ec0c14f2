"""Stories as rows that other tools take in: Jira's column names, and a Sprint column for each sprint of a story."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sprints.ledger.rules import EventKind
from sprints.models import LedgerEvent
from stories.models import Story
from stories.rules import KIND_NAMES

_COLUMNS = (
    "Issue key", "Summary", "Issue Type", "Status", "Persona", "I want", "So that", "Description",
    "Custom field (Story Points)", "Epic Link", "Labels", "Assignee", "Created",
)  # fmt: skip
SPRINT = "Sprint"
_ENTERED = (EventKind.COMMITTED, EventKind.ADDED)


def stories_table(stories: QuerySet[Story]) -> tuple[list[str], Iterator[list]]:
    """Column names and rows, in the order of the given stories; labels and people joined by commas."""
    found = list(stories.select_related("status", "persona", "epic").prefetch_related("labels", "assignees"))
    sprints = _sprints_by_story([story.pk for story in found])
    width = max(map(len, sprints.values()), default=0)
    return [*_COLUMNS, *[SPRINT] * width], (_row(story, sprints.get(story.pk, ()), width) for story in found)


def _sprints_by_story(keys: Sequence[int]) -> dict[int, list[str]]:
    """Names of the sprints that stories (ids) were in, oldest first, as the ledger tells them."""
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for start in range(0, len(keys), 500):
        events = LedgerEvent.objects.filter(story_id__in=keys[start : start + 500], kind__in=_ENTERED)
        for story, sprint in events.order_by("sprint__number").values_list("story_id", "sprint__number"):
            names[story][f"Sprint {sprint}"] = None
    return {story: list(of_story) for story, of_story in names.items()}


def _row(story: Story, sprints: Sequence[str], width: int) -> list:
    return [
        story.key,
        story.title,
        KIND_NAMES[story.kind],
        story.status.name,
        story.persona.name if story.persona else "",
        story.goal,
        story.value,
        story.description,
        "" if story.points is None else float(story.points),
        story.epic.name if story.epic else "",
        ", ".join(label.name for label in story.labels.all()),
        ", ".join(person.name for person in story.assignees.all()),
        story.created_at.date().isoformat(),
        *sprints,
        *[""] * (width - len(sprints)),
    ]
