"""What happens to a story elsewhere while a room is about it."""

from datetime import datetime

from ceremonies.models import Meeting
from ceremonies.poker.rules import ItemState
from live.publish import publish
from stories.hooks import StoryChange, story_changed
from stories.models import Story
from teams.models import User


@story_changed.connect
def look_at_the_story_anew(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Edited, estimated, archived or deleted: open rooms that have it before them fetch themselves.

    A story that the room itself has agreed on is left out: that room tells so by its own frame.
    """
    about = {"poker__queue__story": story.pk, "poker__queue__state__in": (ItemState.WAITING, ItemState.OPEN)}
    for meeting in Meeting.objects.open().filter(**about).order_by("pk"):
        publish(meeting.topic, "anew", {})
