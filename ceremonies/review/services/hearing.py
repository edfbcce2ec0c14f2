"""Feedback is heard here, and becomes a backlog story by one act (REV-2)."""

from datetime import datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Feedback, Meeting, Participant
from ceremonies.review import rules
from ceremonies.review.services.opening import demo_in
from core.errors import Conflict
from stories.links.rules import Way
from stories.links.services import link_stories
from stories.models import Story
from stories.story.services import create_story
from teams.models import User
from teams.services import diary


@transaction.atomic
def give_feedback(
    *, meeting: Meeting, author: Participant, text: str, demo_id: int | None, now: datetime
) -> Feedback:  # fmt: skip
    """Keeps what somebody who sits here said of a shown story, or of the increment. Raises Invalid at `text`."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    text = rules.clean_feedback(text)
    demo = None if demo_id is None else demo_in(meeting, demo_id)
    said = Feedback.objects.create(review=meeting.review, demo=demo, author=author, text=text, written_at=now)
    diary.record(actor=author.user, verb="gave feedback", subject=meeting, now=now, team=meeting.team)
    room_changed(meeting, now)
    return said


@transaction.atomic
def make_it_a_story(*, meeting: Meeting, feedback_id: int, actor: User, now: datetime) -> Story:
    """Feedback as a story at the end of the backlog, linked to the story it was about, with who said it.

    Two who press at once make one story. Also after the room has closed. Raises Conflict when the feedback is gone.
    """
    meeting = lock_meeting(meeting)
    rows = Feedback.objects.select_related("author__user", "demo__story__team", "story__team")
    said = rows.filter(review__meeting=meeting, pk=feedback_id).first()
    if said is None:
        raise Conflict("That feedback is gone.", fix="Look at what is there now.")
    if said.story is not None:
        return said.story
    story = create_story(
        team=meeting.team, actor=actor, now=now, title=rules.title_of(said.text), description=_told(said, meeting)
    )
    if said.demo and said.demo.story:
        link_stories(story=story, way=Way.RELATES, other=said.demo.story, actor=actor, now=now)
    said.story, said.story_key = story, story.key
    said.save(update_fields=["story", "story_key"])
    room_changed(meeting, now)
    return story


def _told(said: Feedback, meeting: Meeting) -> str:
    """Names stay out of Markdown's way: what a guest typed is quoted as text."""
    about = said.demo.key if said.demo else "the increment"
    return f"> {said.text}\n\n{said.author.name}, about {about}, {meeting.title}"
