"""Tells open boards that a card is different; built for nobody, rendered once."""

from live.publish import publish
from sprints.models import SprintBacklogItem
from stories.models import Story


def announce_card(item: SprintBacklogItem, story: Story) -> None:
    publish(f"board:{item.sprint_id}", "card", {"story": story.pk, "status": story.status_id})
