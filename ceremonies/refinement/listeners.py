"""What happens to a story elsewhere while a refinement shows the backlog."""

from datetime import datetime

from ceremonies.meeting.queries import ids_by_hand
from ceremonies.meeting.rules import Kind, State
from ceremonies.models.meeting import topic_of
from live.publish import publish
from stories.hooks import StoryChange, story_changed
from stories.models import Story
from teams.models import User


@story_changed.connect
def look_at_the_backlog_anew(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Estimated in poker, edited on its page, ticked, split, kept: the team's running refinements fetch themselves."""
    for meeting_id in ids_by_hand(_ROOMS_OF_TEAM, story.team_id, Kind.REFINEMENT, State.RUNNING):
        publish(topic_of(meeting_id), "anew", {})


_ROOMS_OF_TEAM = "SELECT id FROM ceremonies_meeting WHERE team_id = %s AND kind = %s AND state = %s ORDER BY id"
