"""What happens to a story elsewhere while a refinement shows the backlog."""

from datetime import datetime

from ceremonies.meeting.rules import Kind, State
from ceremonies.models import Meeting
from live.publish import publish
from stories.hooks import StoryChange, story_changed
from stories.models import Story
from teams.models import User


@story_changed.connect
def look_at_the_backlog_anew(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Estimated in poker, edited on its page, ticked, split, kept: the team's running refinements fetch themselves."""
    for meeting in Meeting.objects.filter(team=story.team_id, kind=Kind.REFINEMENT, state=State.RUNNING):
        publish(meeting.topic, "anew", {})
