"""What one writes and gives in a retrospective."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django_htmx.http import trigger_client_event

from ceremonies.meeting.rules import Kind, Right
from ceremonies.meeting.views import done, meeting_action, number, own_seat
from ceremonies.models import RetroNote
from ceremonies.retro.services import board, opening

TAKE_PART = meeting_action(Right.TAKE_PART, Kind.RETRO)


def _text(request: HttpRequest, name: str = "text") -> str:
    return request.POST.get(name, "")[:1000]


@meeting_action(Right.HOST, Kind.RETRO)
def set_up(request: HttpRequest) -> HttpResponse:
    """How it is held, before it starts."""
    opening.set_up(
        meeting=request.room.meeting, is_anonymous=request.POST.get("anonymous") == "1",
        format_key=request.POST.get("format", "")[:20], dots=number(request, "dots"),
        most_actions=number(request, "most_actions"), actor=request.room.user, now=timezone.now(),
    )  # fmt: skip
    return done(request)


@sensitive_post_parameters()
@TAKE_PART
def add_card(request: HttpRequest) -> HttpResponse:
    """A card. Whatever the team chose: no line of the log says who wrote one."""
    request.is_anonymous_act = True
    board.add_card(
        meeting=request.room.meeting, column=request.POST.get("column", "")[:16], text=_text(request),
        writer=own_seat(request), word=request.POST.get("word", "")[:80], now=timezone.now(),
    )  # fmt: skip
    return done(request)


@sensitive_post_parameters()
@TAKE_PART
def change_card(request: HttpRequest) -> HttpResponse:
    """One's own card: with an empty text it is taken back."""
    request.is_anonymous_act = True
    board.change_card(
        meeting=request.room.meeting, card_id=number(request, "card"), text=_text(request), writer=request.room.seat,
        word=request.POST.get("word", "")[:80], now=timezone.now(),
    )  # fmt: skip
    return done(request)


@sensitive_post_parameters()
@TAKE_PART
def say_thanks(request: HttpRequest) -> HttpResponse:
    request.is_anonymous_act = True
    board.add_note(
        meeting=request.room.meeting, kind=RetroNote.THANKS, text=_text(request), to=_text(request, "to"),
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def keep_insight(request: HttpRequest) -> HttpResponse:
    board.add_note(meeting=request.room.meeting, kind=RetroNote.INSIGHT, text=_text(request), now=timezone.now())
    return done(request)


@TAKE_PART
def move_card(request: HttpRequest) -> HttpResponse:
    """Puts a card to a `topic`, or without one into a topic of its own."""
    board.move_card(
        meeting=request.room.meeting, card_id=number(request, "card"), topic_id=number(request, "topic"),
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@TAKE_PART
def name_topic(request: HttpRequest) -> HttpResponse:
    board.name_topic(
        meeting=request.room.meeting, topic_id=number(request, "topic"), title=_text(request, "title"),
        now=timezone.now(),
    )  # fmt: skip
    return done(request)


@sensitive_post_parameters()
@TAKE_PART
def give_dots(request: HttpRequest) -> HttpResponse:
    """Gives a topic `dots` of one's own in all: the number, so that a second click on a slow line changes nothing."""
    request.is_anonymous_act = True
    dots = number(request, "dots")
    mine = board.give_dots(
        meeting=request.room.meeting, topic_id=number(request, "topic"), dots=-1 if dots is None else dots,
        person=own_seat(request), now=timezone.now(),
    )  # fmt: skip
    return trigger_client_event(done(request), "mine", {"dots": mine})
