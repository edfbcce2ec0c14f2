"""The review as the kernel knows it."""

from datetime import datetime

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from ceremonies.review.page import content
from ceremonies.review.phases import DEMO, PHASES
from ceremonies.review.queries import demos_of, has_news
from ceremonies.review.rules import next_to_show
from ceremonies.review.services.opening import bring_in_done_stories, make_current
from teams.models import User


def _entered(meeting: Meeting, phase: str, actor: User | None, now: datetime) -> None:
    """Stories that were finished meanwhile join the order; the demo begins with the first undecided one."""
    if has_news(meeting):
        bring_in_done_stories(meeting=meeting)
    needs_first = phase == DEMO and not meeting.review.demos.filter(is_current=True).exists()
    if needs_first and (first := next_to_show(demos_of(meeting.review))):
        make_current(meeting.review, first)


REVIEW = Ceremony(kind=Kind.REVIEW, phases=PHASES, list_url="ceremonies:review", content=content, entered=_entered)
