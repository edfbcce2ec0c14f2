"""The room itself: what one sees, one's seat and one's card."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from ceremonies.meeting import services as meetings
from ceremonies.meeting.access import Room, room_page
from ceremonies.meeting.links import shown_token
from ceremonies.meeting.rules import Kind, Right
from ceremonies.models import PokerRoom, QueuedStory
from ceremonies.poker.page import Shown, shown_room
from ceremonies.poker.queries import items_without_open_round, own_vote, own_votes, room_of, waiting_for_card
from ceremonies.poker.reality import past_of
from ceremonies.poker.rules import ItemState, Phase, hand_of
from ceremonies.poker.services.voting import cast_vote
from ceremonies.poker.views.shared import done, number, room_action, seat_named
from core.http import go_on, is_htmx
from live.publish import version_of


@require_safe
@room_page(Kind.POKER, Right.SEE)
def room(request: HttpRequest) -> HttpResponse:
    """The room for one viewer: what all see, with their own card and their own buttons."""
    version = version_of(request.room.meeting.topic)  # before the state: a change in between is fetched again
    poker = room_of(request.room.meeting)
    mine = own_votes(request.room.seat, poker)
    shown = shown_room(poker, timezone.now(), _chosen(request, poker, set(mine)))
    context = {
        "shown": shown,
        "room": request.room,
        "version": version,
        "mine": own_vote(request.room.seat, shown.round if shown.round and shown.round.is_open else None),
        "my_items": {vote.round.item_id for vote in mine.values()},
        "cards_to_go": len(waiting_for_card(poker, set(mine))) if poker.is_asynchronous else 0,
        "section": "ceremonies:poker",
        "link_token": shown_token(request.room.meeting) if request.room.is_host else "",
        "past": past_of(request.room.meeting) if _shows_past(request.room, shown) else None,
    }
    template = "ceremonies/poker/_live.html" if is_htmx(request) else "ceremonies/poker/room.html"
    return render(request, template, context)


def _shows_past(room: Room, shown: Shown) -> bool:
    """The team's pace is the team's: guests do not see it."""
    return room.access is not None and shown.phase in (Phase.LOBBY, Phase.FINISHED)


def _chosen(request: HttpRequest, poker: PokerRoom, voted: set[int]) -> QueuedStory | None:
    """Without a meeting everybody looks at the story they choose, else at the first that waits for them: for their
    card, or revealed and to be agreed.
    """
    if not poker.is_asynchronous:
        return None
    asked = request.GET.get("item", "")
    queue = poker.queue.select_related("story__persona")
    if asked.isascii() and asked.isdecimal() and len(asked) < 18 and (found := queue.filter(pk=int(asked)).first()):
        return found
    for_me = waiting_for_card(poker, voted) if request.room.seat and request.room.seat.is_voter else []
    ordered = queue.order_by("position", "pk")
    return (
        ordered.filter(pk__in=for_me).first()
        or ordered.filter(state=ItemState.OPEN, pk__in=items_without_open_round(poker)).first()
        or ordered.filter(state=ItemState.OPEN).first()
        or ordered.first()
    )


@sensitive_post_parameters("value", "reason")
@room_action(Right.TAKE_PART)
def vote(request: HttpRequest) -> HttpResponse:
    """Puts the viewer's card down. Answered after the commit; whose card it is comes from the session alone."""
    seat = request.room.seat
    if seat is None:
        seat = meetings.take_seat(
            meeting=request.room.meeting, user=request.user, is_voter=True, now=timezone.now()
        )  # somebody whose seat was taken meanwhile sits down again by voting
    cast_vote(
        meeting=request.room.meeting,
        round_id=number(request, "round") or 0,
        participant=seat,
        value=request.POST.get("value", "")[:20],
        reason=request.POST.get("reason", ""),
        hand=hand_of(request.POST.get("id", "")),
        now=timezone.now(),
    )
    return done(request)


@require_safe
@room_page(Kind.POKER, Right.SEE)
def mine(request: HttpRequest) -> HttpResponse:
    """The viewer's own hidden cards of this room, for their other devices."""
    votes = own_votes(request.room.seat, room_of(request.room.meeting)).values()
    return JsonResponse({str(one.round_id): {"value": one.value, "reason": one.reason} for one in votes})


@room_action(Right.SEE)
def join(request: HttpRequest) -> HttpResponse:
    """Takes a seat: those who may vote do, unless they ask to watch."""
    if request.room.seat is None:
        watches = request.POST.get("watch") == "1" or not request.room.may_vote
        meetings.take_seat(meeting=request.room.meeting, user=request.user, is_voter=not watches, now=timezone.now())
    return done(request)


@room_action(Right.SEE)
def leave(request: HttpRequest) -> HttpResponse:
    """Gives the seat up."""
    if request.room.seat is not None:
        meetings.leave_seat(participant=request.room.seat, now=timezone.now())
    if request.room.access is None:
        return go_on(request, reverse("ceremonies:left"))
    return go_on(request, reverse("ceremonies:poker", kwargs=request.room.meeting.team.url_kwargs))


@room_action(Right.SEE)
def stance(request: HttpRequest) -> HttpResponse:
    """Voting or watching: one's own seat, or any seat for who runs the room."""
    seat = request.room.seat
    if "seat" in request.POST and (seat is None or request.POST["seat"] != seat.seat):
        request.room.require(Right.HOST)
        seat = seat_named(request)
    if seat is None:
        return done(request)
    meetings.set_voting(participant=seat, is_voter=request.POST.get("voter") == "1", now=timezone.now())
    return done(request)
