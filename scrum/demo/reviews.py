"""Reviews of team Pulse on the last day of its latest sprints: what was shown, what guests said, what was recorded."""

from datetime import datetime, timedelta
from typing import Any

from ceremonies.meeting.services import allow_guests, take_guest_seat, take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Meeting
from ceremonies.review.phases import DEMO, INCREMENT, OPENING
from ceremonies.review.services.hearing import give_feedback, make_it_a_story
from ceremonies.review.services.judging import accept_story
from ceremonies.review.services.opening import open_review
from ceremonies.review.services.recording import say_goal_met
from sprints.models import Sprint
from teams.models import User

GUESTS = ("Dr Elena Weiss", "Karin Aas")
# Who says what about which story of the order; None is the increment. The first of each review becomes a story.
SAID = (
    (
        ("Karin Aas", 0, "With gloves on, the button is still a little small. It could fill the lower third."),
        ("Dr Elena Weiss", None, "The sites will like this. Thank you."),
    ),
    (
        ("Dr Elena Weiss", 1, "I would like to see the last similar strip of the same patient beside it."),
        ("Karin Aas", 0, "This saves the night shift a walk."),
    ),
)


def lay_out(line: Any, plans: list, users: dict[str, User]) -> None:
    """A review on the last day of each plan, on the demo's time line."""
    for number, plan in enumerate(plans):
        line.at(
            plan.day(10), "15:55",
            lambda now, p=plan, n=number: hold(p.sprint, users, n, p.reaches_its_goal, now),
        )  # fmt: skip


def hold(sprint: Sprint, users: dict[str, User], number: int, goal_met: bool, now: datetime) -> Meeting:
    """A whole review; every story is accepted, and the first feedback becomes a story."""
    maren, ines = users["maren"], users["ines"]
    meeting = open_review(team=sprint.team, sprint=sprint, actor=maren, now=now)
    meeting = allow_guests(meeting=meeting, is_allowed=True, actor=maren, now=now)
    seats = {name: take_guest_seat(meeting=meeting, name=name, now=now) for name in GUESTS}
    take_seat(meeting=meeting, user=ines, is_voter=True, now=now)
    begin(meeting=meeting, actor=maren, now=now)
    go_on(meeting=meeting, seen=OPENING, actor=maren, now=now + timedelta(minutes=4))
    shown = list(meeting.review.demos.all())
    for place, demo in enumerate(shown, 1):
        accept_story(
            meeting=meeting, demo_id=demo.pk, reason="", actor=ines, now=now + timedelta(minutes=4 + 3 * place)
        )
    after = now + timedelta(minutes=6 + 3 * len(shown))
    _hear(meeting, seats, SAID[number % len(SAID)], [demo.pk for demo in shown], ines, after)
    go_on(meeting=meeting, seen=DEMO, actor=maren, now=after)
    say_goal_met(meeting=meeting, is_met=goal_met, actor=ines, now=after)
    return go_on(meeting=meeting, seen=INCREMENT, actor=maren, now=after + timedelta(minutes=5))


def _hear(meeting: Meeting, seats: dict, said: tuple, shown: list[int], owner: User, now: datetime) -> None:
    given = [
        give_feedback(
            meeting=meeting, author=seats[name], text=text, now=now,
            demo_id=None if place is None else shown[min(place, len(shown) - 1)],
        )
        for name, place, text in said
    ]  # fmt: skip
    make_it_a_story(meeting=meeting, feedback_id=given[0].pk, actor=owner, now=now)
