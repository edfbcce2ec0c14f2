"""The increment is recorded here (REV-3)."""

from datetime import datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import Kind, require_open
from ceremonies.meeting.services import lock_meeting, meeting_closed
from ceremonies.models import Meeting, Review
from ceremonies.review import rules
from ceremonies.review.queries import demos_of, numbers_of, report_on, review_of, shown_in
from sprints.closing import services as closing
from teams.models import User
from teams.services import diary


@transaction.atomic
def say_goal_met(*, meeting: Meeting, is_met: bool, actor: User, now: datetime) -> Review:
    """Whether the sprint goal was met, as the product owner says; closing the sprint begins with it."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    review = meeting.review
    if review.goal_met != is_met:
        before, review.goal_met = review.goal_met, is_met
        review.save(update_fields=["goal_met"])
        diary.record(
            actor=actor, verb="said of the goal", subject=meeting, now=now, team=meeting.team, met=(before, is_met)
        )
        if meeting.sprint is not None:
            closing.say_goal_met(sprint=meeting.sprint, is_met=is_met, actor=actor, now=now)
        room_changed(meeting, now)
    return review


@meeting_closed.connect
def record_increment(*, meeting: Meeting, actor: User | None, now: datetime) -> None:
    """What shipped, whether the goal was met, with the numbers as they are when the room closes."""
    if meeting.kind != Kind.REVIEW:
        return
    review = review_of(meeting)
    sprint, demos = review.meeting.sprint, demos_of(review)
    review.increment = rules.increment(
        goal=sprint.goal if sprint else "",
        goal_met=review.goal_met,
        numbers=numbers_of(report_on(sprint)),
        shown=shown_in(demos),
        feedback=review.feedback.count(),
        became=review.feedback.exclude(story_key="").count(),
    )
    review.recorded_at = now
    review.save(update_fields=["increment", "recorded_at"])
