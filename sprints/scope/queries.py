"""Reads about changes of scope."""

from sprints.ledger.rules import EventKind
from sprints.models import LedgerEvent, Sprint
from stories.models import Story


def last_change_of(sprint: Sprint, story: Story) -> LedgerEvent | None:
    """The latest time that `story` entered or left the running `sprint`."""
    changes = sprint.ledger.filter(story_id=story.pk, kind__in=(EventKind.ADDED, EventKind.REMOVED))
    return changes.order_by("at", "pk").last()
