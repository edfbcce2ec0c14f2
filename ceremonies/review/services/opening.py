"""A review begins here, and what is shown in it is put in order."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import Kind, require_open
from ceremonies.meeting.services import lock_meeting, open_meeting
from ceremonies.models import Demo, Meeting, Review
from ceremonies.review import rules
from ceremonies.review.queries import demos_of, done_in
from core.errors import Conflict, Invalid
from sprints.models import Sprint
from teams.models import Team, User


@transaction.atomic
def open_review(*, team: Team, sprint: Sprint | None, actor: User, now: datetime, title: str = "") -> Meeting:
    """A review in its lobby with the done stories of `sprint`. Raises Conflict for another team's sprint, or none."""
    if sprint is None or sprint.team_id != team.pk:
        raise Conflict("A review shows what a sprint has done.", field="sprint", fix="Choose one of your sprints.")
    title = title or f"Review of {sprint}"
    meeting = open_meeting(
        team=team, kind=Kind.REVIEW, actor=actor, now=now, title=title, sprint=sprint, is_voter=True
    )  # fmt: skip
    Review.objects.create(meeting=meeting)
    bring_in_done_stories(meeting=meeting)
    return meeting


@transaction.atomic
def bring_in_done_stories(*, meeting: Meeting) -> None:
    """Stories that were finished since the review was opened join the end of the order. Again: no change."""
    meeting = lock_meeting(meeting)
    review = meeting.review
    known = set(review.demos.values_list("story_id", flat=True))
    last = review.demos.aggregate(last=Max("position"))["last"] or 0
    new = [one for one in done_in(meeting.sprint) if one.story.pk not in known]
    for position, one in enumerate(new, last + 1):
        Demo.objects.create(
            review=review, story=one.story, key=one.story.key, title=one.story.title, points=one.points,
            serves_goal=one.serves_goal, presenter=one.story.assignees.order_by("pk").first(), position=position,
        )  # fmt: skip


@transaction.atomic
def choose_presenter(*, meeting: Meeting, demo_id: int, person: int | None, now: datetime) -> Demo:
    """Says who shows a story; None for nobody yet. Raises Invalid for somebody who is not on the team."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    demo = demo_in(meeting, demo_id)
    members = User.objects.filter(team_memberships__in=meeting.team.memberships.current())
    presenter = members.filter(pk=person).first() if person is not None else None
    if person is not None and presenter is None:
        raise Invalid("Only people of the team show a story.", field="presenter", fix="Pick one from the list.")
    demo.presenter = presenter
    demo.save(update_fields=["presenter"])
    room_changed(meeting, now)
    return demo


@transaction.atomic
def move_demo(*, meeting: Meeting, demo_id: int, step: int, now: datetime) -> None:
    """Shows a story one place earlier (`step` −1) or later (1). At the end of the order: no change."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    moved = demo_in(meeting, demo_id)
    order = [demo.pk for demo in demos_of(meeting.review)]
    place = order.index(moved.pk)
    target = min(max(place + (1 if step > 0 else -1), 0), len(order) - 1)
    order.insert(target, order.pop(place))
    Demo.objects.bulk_update([Demo(pk=key, position=number) for number, key in enumerate(order)], ["position"])
    room_changed(meeting, now)


@transaction.atomic
def show_demo(*, meeting: Meeting, demo_id: int | None, seen: int | None, now: datetime) -> Demo | None:
    """Puts a story before everybody; without `demo_id` the next one that nobody has decided on.

    `seen` is the story that whoever pressed had before them: two who press at once go on by one. Raises Conflict when
    all are decided.
    """
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    demos = demos_of(meeting.review)
    current = next((demo for demo in demos if demo.is_current), None)
    if demo_id is None and current is not None and current.pk != seen:
        return current
    shown = demo_in(meeting, demo_id) if demo_id is not None else rules.next_to_show(demos)
    if shown is None:
        raise Conflict("Every story is decided on.", fix="Go on to the increment.")
    make_current(meeting.review, shown)
    room_changed(meeting, now)
    return shown


def make_current(review: Review, demo: Demo) -> None:
    """The caller holds the meeting's lock."""
    review.demos.filter(is_current=True).exclude(pk=demo.pk).update(is_current=False)
    Demo.objects.filter(pk=demo.pk).update(is_current=True)


def demo_in(meeting: Meeting, demo_id: int) -> Demo:
    """Raises Conflict when it is not of this review."""
    rows = Demo.objects.select_related("story__status", "story__team__organisation", "presenter")
    found = rows.filter(review__meeting=meeting, pk=demo_id).first()
    if found is None:
        raise Conflict("That story is not shown in this review.", fix="Look at the order as it is now.")
    return found
