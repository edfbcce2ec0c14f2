"""What happens to a story elsewhere while a room is about it."""

from datetime import datetime

from ceremonies.meeting.queries import ids_by_hand
from ceremonies.meeting.rules import State
from ceremonies.models.meeting import topic_of
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
    for meeting_id in ids_by_hand(_ROOMS_ABOUT, story.pk, State.CLOSED, ItemState.WAITING, ItemState.OPEN):
        publish(topic_of(meeting_id), "anew", {})


_ROOMS_ABOUT = """
    SELECT meeting.id FROM ceremonies_queuedstory item
    JOIN ceremonies_pokerroom room ON room.id = item.room_id
    JOIN ceremonies_meeting meeting ON meeting.id = room.meeting_id
    WHERE item.story_id = %s AND meeting.state <> %s AND item.state IN (%s, %s) ORDER BY meeting.id
"""
