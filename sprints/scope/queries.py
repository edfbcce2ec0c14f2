"""Reads about changes of scope."""

from sprints.ledger.rules import EventKind
from sprints.models import LedgerEvent, Sprint
from stories.models import Story
from teams.models import User


def last_change_of(sprint: Sprint, story: Story, user: User) -> LedgerEvent | None:
    """The latest time that `story` entered or left the running `sprint`, if it was by `user`."""
    changes = sprint.ledger.filter(story_id=story.pk, kind__in=(EventKind.ADDED, EventKind.REMOVED))
    last = changes.order_by("at", "pk").last()
    return last if last and last.actor_id == user.pk else None
