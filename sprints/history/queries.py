"""In which sprints a story has been, and who carried it on (SPR-9)."""

from dataclasses import dataclass

from sprints.ledger.queries import events_by_sprint
from sprints.ledger.rules import Event, EventKind, Item, scope_at
from sprints.models import LedgerEvent, Sprint
from stories.models import Story
from teams.models import User


@dataclass(frozen=True, slots=True)
class Stay:
    """A story's time in one sprint; `item` is how it stood at the end, or stands now."""

    sprint: Sprint
    item: Item
    carried_by: User | None

    @property
    def outcome(self) -> str:
        """In words for people, without the sprint's name."""
        if not self.item.in_scope:
            return "Taken out"
        if self.item.is_done:
            return "Done"
        return f"Carried to {self.item.carried_to}" if self.item.carried_to else self.item.status


def stays_of(story: Story) -> list[Stay]:
    """Every committed sprint that the story was in, oldest first; four queries at most."""
    ids = set(LedgerEvent.objects.filter(story_id=story.pk).values_list("sprint_id", flat=True))
    events = events_by_sprint(ids)
    carriers = {sprint_id: _carrier(own, story) for sprint_id, own in events.items()}
    people = User.objects.in_bulk([person for person in carriers.values() if person])
    sprints = Sprint.objects.filter(pk__in=ids, team=story.team_id).order_by("number")
    return [
        Stay(sprint, scope_at(events[sprint.pk]).items[story.pk], people.get(carriers[sprint.pk])) for sprint in sprints
    ]


def _carrier(events: list[Event], story: Story) -> int | None:
    carried = (event.actor_id for event in events if event.kind == EventKind.CARRIED and event.ref == story.pk)
    return next(carried, None)
