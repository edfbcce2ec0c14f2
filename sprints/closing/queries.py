"""What is to be decided when a sprint closes."""

from dataclasses import dataclass

from sprints.models import Sprint
from sprints.planning.queries import times_carried
from stories.models import ChecklistItem, Story
from stories.rules import Gate

# From so many times on, a story that is carried over again is pointed out (SPR-5).
CARRIED_OFTEN = 2


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A story that is not done; `carried` counts how often it was carried over before."""

    story: Story
    carried: int

    @property
    def is_carried_often(self) -> bool:
        return self.carried >= CARRIED_OFTEN


def unfinished_in(sprint: Sprint) -> list[Unfinished]:
    """The sprint's stories that need a destination, in their order."""
    items = sprint.items.select_related("story__status", "story__persona", "story__team")
    stories = [item.story for item in items if not item.story.is_done]
    carried = times_carried(story.pk for story in stories)
    return [Unfinished(story, carried[story.pk]) for story in stories]


def next_sprint_name(sprint: Sprint) -> str:
    """Where carried stories go: the next planned sprint, or the one that closing will plan."""
    if planned := sprint.team.sprints.planned().order_by("start_date", "number").first():
        return str(planned)
    newest = sprint.team.sprints.order_by("-number").values_list("number", flat=True).first()
    return f"Sprint {newest + 1}"


def sprint_checklist(sprint: Sprint) -> list[tuple[ChecklistItem, bool]]:
    """The team's Definition of Done for sprints with this sprint's ticks, in order."""
    ticked = set(sprint.ticks.values_list("item_id", flat=True))
    items = ChecklistItem.objects.filter(team=sprint.team_id, gate=Gate.SPRINT, retired_at=None)
    return [(item, item.pk in ticked) for item in items]
