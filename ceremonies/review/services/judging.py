"""The product owner accepts or returns what was shown; the story's own services move it."""

from datetime import datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.phases import require_phase
from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Demo, Meeting
from ceremonies.review import rules
from ceremonies.review.phases import DEMO, INCREMENT
from ceremonies.review.queries import open_criteria
from ceremonies.review.rules import Verdict
from ceremonies.review.services.opening import demo_in
from core.errors import Conflict
from stories.checks.services import tick_criterion
from stories.comments.services import write_comment
from stories.models import Story
from stories.rules import Category
from stories.story.services import change_status
from teams.models import User
from teams.services import diary


@transaction.atomic
def tick_shown_criterion(
    *, meeting: Meeting, demo_id: int, criterion: int, met: bool, actor: User, now: datetime
) -> None:
    """Says of a criterion of a shown story that it was seen to work, or takes that back. Again: no change."""
    story = demo_in(_judging(meeting), demo_id).story
    found = story and story.criteria.select_related("story__team").filter(pk=criterion).first()
    if found is None:
        raise Conflict("That criterion was taken out.", fix="Look at the story as it is now.")
    tick_criterion(criterion=found, met=met, actor=actor, now=now)


@transaction.atomic
def accept_story(*, meeting: Meeting, demo_id: int, reason: str, actor: User, now: datetime) -> Demo:
    """Takes a shown story as done. With open criteria it asks for a reason, which stands on the story then.

    Raises Invalid at `reason`, Conflict when somebody has decided already or the story is not done any more.
    """
    meeting = _judging(meeting)
    demo = demo_in(meeting, demo_id)
    rules.require_undecided(demo.verdict)
    story = _story_of(demo)
    if not story.is_done:
        raise Conflict(f"{demo.key} is back in work.", fix="Accept it once it is done again.")
    reason = rules.clean_reason(Verdict.ACCEPTED, reason, open_criteria=open_criteria(story))
    if reason:
        write_comment(story=story, text=f"Accepted in the review: {reason}", author=actor, now=now)
    return _decide(meeting, demo, Verdict.ACCEPTED, reason, actor=actor, now=now)


@transaction.atomic
def return_story(*, meeting: Meeting, demo_id: int, reason: str, actor: User, now: datetime) -> Demo:
    """Gives a shown story back to work, for a reason that stands on the story. Its sprint counts it as not done.

    When its sprint is closed already, that sprint's numbers stay and the story waits at the top of the backlog.
    Raises Invalid at `reason`, Conflict when somebody has decided already.
    """
    meeting = _judging(meeting)
    demo = demo_in(meeting, demo_id)
    rules.require_undecided(demo.verdict)
    reason = rules.clean_reason(Verdict.RETURNED, reason, open_criteria=0)
    story = _story_of(demo)
    write_comment(story=story, text=f"Returned in the review: {reason}", author=actor, now=now)
    if story.is_done:
        change_status(story=story, status=_work_goes_on(story), actor=actor, now=now)
    return _decide(meeting, demo, Verdict.RETURNED, reason, actor=actor, now=now)


@transaction.atomic
def take_verdict_back(*, meeting: Meeting, demo_id: int, actor: User, now: datetime) -> Demo:
    """Undecided again. A returned story stays where it is on the board. Again: no change."""
    meeting = _judging(meeting)
    demo = demo_in(meeting, demo_id)
    return _decide(meeting, demo, None, "", actor=actor, now=now) if demo.verdict else demo


def _judging(meeting: Meeting) -> Meeting:
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    require_phase(meeting.phase, DEMO, INCREMENT)
    return meeting


def _story_of(demo: Demo) -> Story:
    rules.require_kept("story", demo.story)
    return demo.story


def _work_goes_on(story: Story):
    """The first column of work, else the first of all."""
    statuses = story.team.statuses
    return statuses.filter(category=Category.DOING).first() or statuses.filter(category=Category.TODO).first()


def _decide(
    meeting: Meeting, demo: Demo, verdict: Verdict | None, reason: str, *, actor: User, now: datetime
) -> Demo:  # fmt: skip
    before, demo.verdict, demo.reason = demo.verdict, str(verdict or ""), reason
    demo.decided_by, demo.decided_at = (actor, now) if verdict else (None, None)
    demo.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    diary.record(
        actor=actor, verb=str(verdict or "took verdict back"), subject=demo.story or meeting, now=now,
        team=meeting.team, review=str(meeting), verdict=(before, demo.verdict), reason=reason,
    )  # fmt: skip
    room_changed(meeting, now)
    return demo
