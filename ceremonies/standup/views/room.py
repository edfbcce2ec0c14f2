"""What people do in a standup's room, besides what all rooms share."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ceremonies.meeting.rules import Kind, Right
from ceremonies.meeting.views import done, meeting_action, number, own_seat
from ceremonies.models import StandupAnswer
from ceremonies.standup.services import answers, parking, turns
from stories.models import Story
from teams.rules import Verb

HOST = meeting_action(Right.HOST, Kind.STANDUP)
TAKE_PART = meeting_action(Right.TAKE_PART, Kind.STANDUP)


@HOST
def shuffle(request: HttpRequest) -> HttpResponse:
    """Draws the order again for those who still wait."""
    turns.draw_order(meeting=request.room.meeting, now=timezone.now())
    return done(request)


@TAKE_PART
def hand_over_turn(request: HttpRequest) -> HttpResponse:
    """From the turn that the page showed (`seen`) to the peer in `seat`, else to the next in the order."""
    turns.hand_over_turn(
        meeting=request.room.meeting, seen=number(request, "seen"), seat=own_seat(request),
        chosen=request.POST.get("seat", "")[:12], now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def park(request: HttpRequest) -> HttpResponse:
    """Parks `text` with the people in the seats `needed`."""
    needed = [seat[:12].replace("\x00", "") for seat in request.POST.getlist("needed")[:50]]
    parking.park_topic(
        meeting=request.room.meeting, text=request.POST.get("text", "")[:1000], needed=needed, now=timezone.now()
    )
    return done(request)


@TAKE_PART
def settle(request: HttpRequest) -> HttpResponse:
    parking.settle_topic(
        meeting=request.room.meeting, topic_id=number(request, "topic"),
        is_settled=request.POST.get("settled") == "1", now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def unpark(request: HttpRequest) -> HttpResponse:
    parking.take_topic_back(meeting=request.room.meeting, topic_id=number(request, "topic"), now=timezone.now())
    return done(request)


@TAKE_PART
def log_impediment(request: HttpRequest) -> HttpResponse:
    """What is in the way (`title`), of the `story` that it holds up and the `answer` that says so, where there are."""
    room = request.room
    if room.access is None or not room.access.may(Verb.WRITE_STORIES):
        raise PermissionDenied("Impediments are the team's.")
    team = room.meeting.team
    answers.log_impediment_in(
        meeting=room.meeting,
        title=request.POST.get("title", "")[:1000].replace("\x00", ""),
        story=Story.objects.live().filter(team=team, pk=number(request, "story")).first(),
        answer=StandupAnswer.objects.filter(team=team, pk=number(request, "answer")).first(),
        actor=room.user,
        now=timezone.now(),
    )
    return done(request, "The Scrum master has it as an impediment.")
