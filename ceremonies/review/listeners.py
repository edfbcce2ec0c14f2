"""What happens to a story elsewhere while a review shows it."""

from datetime import datetime

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from stories.hooks import StoryChange, story_changed
from stories.models import Story
from teams.models import User


@story_changed.connect
def show_the_story_anew(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Ticked, edited, moved or deleted: open reviews that have it in their order show it as it is."""
    rooms = Meeting.objects.open().of_kind(Kind.REVIEW).filter(review__demos__story=story.pk)
    for meeting in rooms.select_related("team__organisation", "sprint").order_by("pk"):
        room_changed(meeting, now)
