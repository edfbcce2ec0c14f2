"""What is done in a review's room. Each act calls one service."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ceremonies.meeting.rules import Kind, Right
from ceremonies.meeting.views import done, meeting_action, number, own_seat
from ceremonies.review.services import hearing, judging, opening, recording
from teams.rules import Verb

review_action = partial(meeting_action, kind=Kind.REVIEW)


def require(request: HttpRequest, verb: Verb) -> None:
    """Raises PermissionDenied: guests and other roles may watch and say what they think."""
    if request.access is None:
        raise PermissionDenied("Guests give feedback; the team decides.")
    request.access.require(verb)


def _at(request: HttpRequest) -> dict:
    return {"meeting": request.room.meeting, "now": timezone.now()}


@review_action(Right.HOST)
def show(request: HttpRequest) -> HttpResponse:
    """Puts `demo` before everybody, or the next one after `seen`."""
    opening.show_demo(**_at(request), demo_id=number(request, "demo"), seen=number(request, "seen"))
    return done(request)


@review_action(Right.HOST)
def present(request: HttpRequest, demo: int) -> HttpResponse:
    opening.choose_presenter(**_at(request), demo_id=demo, person=number(request, "presenter"))
    return done(request)


@review_action(Right.HOST)
def move(request: HttpRequest, demo: int) -> HttpResponse:
    """One place earlier (`step` = -1) or later."""
    opening.move_demo(**_at(request), demo_id=demo, step=-1 if request.POST.get("step") == "-1" else 1)
    return done(request)


@review_action(Right.SEE)
def tick(request: HttpRequest, demo: int, criterion: int) -> HttpResponse:
    """Ticks a criterion (`met` is sent) or takes the tick back."""
    require(request, Verb.ACCEPT)
    judging.tick_shown_criterion(
        **_at(request), demo_id=demo, criterion=criterion, met="met" in request.POST, actor=request.user
    )
    return done(request)


@review_action(Right.SEE)
def judge(request: HttpRequest, demo: int) -> HttpResponse:
    """Accepts or returns a story (`verdict`), with its reason."""
    require(request, Verb.ACCEPT)
    decide = judging.return_story if request.POST.get("verdict") == "returned" else judging.accept_story
    decided = decide(**_at(request), demo_id=demo, reason=request.POST.get("reason", ""), actor=request.user)
    undo = reverse("ceremonies:undecide", kwargs={"room": request.room.meeting.pk, "demo": demo})
    return done(request, f"{decided.key} is {decided.verdict}.", undo_url="" if decided.verdict == "returned" else undo)


@review_action(Right.SEE)
def undecide(request: HttpRequest, demo: int) -> HttpResponse:
    require(request, Verb.ACCEPT)
    judging.take_verdict_back(**_at(request), demo_id=demo, actor=request.user)
    return done(request)


@review_action(Right.SEE)
def say(request: HttpRequest) -> HttpResponse:
    """Feedback of whoever sits here, stakeholders and guests too: `text`, about `demo` or the increment."""
    hearing.give_feedback(
        **_at(request), author=own_seat(request), text=request.POST.get("text", ""), demo_id=number(request, "demo")
    )
    return done(request)


@review_action(Right.SEE)
def make_story(request: HttpRequest, feedback: int) -> HttpResponse:
    require(request, Verb.WRITE_STORIES)
    story = hearing.make_it_a_story(**_at(request), feedback_id=feedback, actor=request.user)
    return done(request, f"{story.key} is in the backlog.")


@review_action(Right.SEE)
def goal(request: HttpRequest) -> HttpResponse:
    """Whether the sprint goal was met (`met` = 1)."""
    require(request, Verb.ACCEPT)
    recording.say_goal_met(**_at(request), is_met=request.POST.get("met") == "1", actor=request.user)
    return done(request)
