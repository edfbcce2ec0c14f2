"""What happens to a story elsewhere while a review shows it."""

from datetime import datetime

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.queries import ids_by_hand
from ceremonies.meeting.rules import State
from ceremonies.models import Meeting
from stories.hooks import StoryChange, story_changed
from stories.models import Story
from teams.models import User


@story_changed.connect
def show_the_story_anew(*, story: Story, change: StoryChange, actor: User | None, now: datetime) -> None:
    """Ticked, edited, moved or deleted: open reviews that have it in their order show it as it is."""
    if found := ids_by_hand(_REVIEWS_OF, story.pk, State.CLOSED):
        rooms = Meeting.objects.filter(pk__in=found).select_related("team__organisation", "sprint")
        for meeting in rooms.order_by("pk"):
            room_changed(meeting, now)


_REVIEWS_OF = """
    SELECT meeting.id FROM ceremonies_demo demo
    JOIN ceremonies_review review ON review.id = demo.review_id
    JOIN ceremonies_meeting meeting ON meeting.id = review.meeting_id
    WHERE demo.story_id = %s AND meeting.state <> %s
"""
