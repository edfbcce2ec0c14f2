"""Pages and acts that all rooms with phases have in common. What a kind adds stands in its own package."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ceremonies.meeting import services, walking
from ceremonies.meeting.access import Room, room_page
from ceremonies.meeting.ceremony import ceremony_of
from ceremonies.meeting.links import shown_token
from ceremonies.meeting.page import shown_meeting
from ceremonies.meeting.rules import Kind, Right
from ceremonies.models import Meeting, Participant
from ceremonies.polls.queries import own_choice
from core.errors import Conflict, DomainError
from core.http import domain_error_response, is_htmx, toast
from live.publish import version_of


def address_of(meeting: Meeting) -> str:
    """Where a room of any kind is."""
    name = "room" if meeting.kind == Kind.POKER else "meeting"
    return reverse(f"ceremonies:{name}", kwargs={"room": meeting.pk})


def done(request: HttpRequest, text: str = "", *, undo_url: str = "") -> HttpResponse:
    """What changed comes over the wire, to whoever changed it too; a plain post goes back to the room."""
    answer = HttpResponse(status=204) if is_htmx(request) else redirect(address_of(request.room.meeting))
    return toast(request, answer, text, undo_url=undo_url) if text else answer


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number that a form sent, None for anything else."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else None


def own_seat(request: HttpRequest) -> Participant:
    """The viewer's seat; a member who has none sits down by taking part."""
    room = request.room
    return room.seat or services.take_seat(
        meeting=room.meeting, user=room.access.user, is_voter=room.may_vote, now=timezone.now()
    )


def seat_named(request: HttpRequest) -> Participant:
    """Whose seat is meant; raises Conflict when nobody sits there any more."""
    seats = request.room.meeting.participants.present().select_related("user")
    found = seats.filter(seat=request.POST.get("seat", "")[:12].replace("\x00", "")).first()
    if found is None:
        raise Conflict("Nobody sits there any more.", fix="Look at who is here now.")
    return found


def meeting_action(right: Right, kind: Kind | None = None) -> Callable:
    """Decorates a view that changes a room with phases: POST only, authorised, refusals in words."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                return view(request, **kwargs)
            except DomainError as error:
                return domain_error_response(request, error)

        return require_POST(room_page(kind, right)(wrapped))

    return decorate


@require_safe
@room_page(None, Right.SEE)
def meeting(request: HttpRequest) -> HttpResponse:
    """A room with the viewer's own part. Late joiners and reconnects get phase, clock and content here."""
    room = request.room
    if room.access and (page := ceremony_of(room.meeting).page):
        return redirect(page(room.meeting))
    version = version_of(room.meeting.topic)  # before the state: a change in between is fetched again
    now = timezone.now()
    shown = shown_meeting(room.meeting, now)
    context = {
        "shown": shown,
        "content": shown.content,
        "room": room,
        "version": version,
        "personal": _personal(room, now),
        "section": shown.ceremony.list_url,
        "link_token": shown_token(room.meeting) if room.is_host else "",
    }
    template = "ceremonies/meeting/_live.html" if is_htmx(request) else "ceremonies/meeting/room.html"
    return render(request, template, context)


@require_safe
@room_page(None, Right.SEE)
def personal(request: HttpRequest) -> HttpResponse:
    """What is the viewer's own in this room, for nobody else."""
    return JsonResponse(_personal(request.room, timezone.now()))


def _personal(room: Room, now: datetime) -> dict:
    """One's own answers to the room's polls, and what the kind adds."""
    person = room.seat or room.user
    mine = {poll.pk: own_choice(poll, person) for poll in room.meeting.polls.filter(closed_at=None)}
    return {"polls": mine, **ceremony_of(room.meeting).personal(room, now)}


# One's seat


@meeting_action(Right.SEE)
def sit_down(request: HttpRequest) -> HttpResponse:
    if request.room.seat is None:
        own_seat(request)
    return done(request)


@meeting_action(Right.SEE)
def stand_up(request: HttpRequest) -> HttpResponse:
    """Gives the seat up."""
    room = request.room
    if room.seat is not None:
        services.leave_seat(participant=room.seat, now=timezone.now())
    if room.access is None:
        return redirect("ceremonies:left")
    return redirect(ceremony_of(room.meeting).list_url, **room.meeting.team.url_kwargs)


@meeting_action(Right.HOST)
def still_here(request: HttpRequest) -> HttpResponse:
    """A facilitator's page is open."""
    if request.room.seat is not None:
        walking.still_here(participant=request.room.seat, now=timezone.now())
    return HttpResponse(status=204)


@meeting_action(Right.TAKE_PART)
def take_over(request: HttpRequest) -> HttpResponse:
    """Runs the room in place of facilitators who are gone."""
    if request.room.access is None:
        raise Conflict("A guest cannot run the room.", fix="Ask somebody of the team.")
    walking.take_over(meeting=request.room.meeting, user=request.user, now=timezone.now())
    return done(request, "You run the room now.")


# Running it


@meeting_action(Right.HOST)
def begin(request: HttpRequest) -> HttpResponse:
    walking.begin(meeting=request.room.meeting, actor=request.room.user, now=timezone.now())
    return done(request)


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")[:16]


@meeting_action(Right.HOST)
def go_on(request: HttpRequest) -> HttpResponse:
    """One step further than the phase that the page showed (`seen`)."""
    walking.go_on(meeting=request.room.meeting, seen=_seen(request), actor=request.room.user, now=timezone.now())
    return done(request)


@meeting_action(Right.HOST)
def go_back(request: HttpRequest) -> HttpResponse:
    walking.go_back(meeting=request.room.meeting, seen=_seen(request), actor=request.room.user, now=timezone.now())
    return done(request)


@meeting_action(Right.HOST)
def close(request: HttpRequest) -> HttpResponse:
    """Ends the room before its last phase."""
    services.close_meeting(meeting=request.room.meeting, actor=request.room.user, now=timezone.now())
    undo = reverse("ceremonies:reopen_meeting", kwargs={"room": request.room.meeting.pk})
    return done(request, "The room is closed.", undo_url=undo)


@meeting_action(Right.HOST)
def reopen(request: HttpRequest) -> HttpResponse:
    services.reopen_meeting(meeting=request.room.meeting, actor=request.room.user, now=timezone.now())
    return done(request, "The room is open again.")


@meeting_action(Right.HOST)
def set_timer(request: HttpRequest) -> HttpResponse:
    """Starts a countdown of `seconds`, or stops it without."""
    services.set_timer(meeting=request.room.meeting, seconds=number(request, "seconds"), now=timezone.now())
    return done(request)


@meeting_action(Right.HOST)
def plan_time(request: HttpRequest) -> HttpResponse:
    """How many `minutes` the team plans for rooms of this kind, this one included."""
    meeting, now = request.room.meeting, timezone.now()
    minutes = number(request, "minutes")
    services.plan_minutes(meeting=meeting, minutes=minutes, actor=request.room.user, now=now)
    return done(request, f"{minutes} minutes are planned from now on.")


@meeting_action(Right.HOST)
def hand_over(request: HttpRequest) -> HttpResponse:
    seat = services.set_facilitator(
        participant=seat_named(request), is_facilitator=request.POST.get("host") == "1", actor=request.room.user,
        now=timezone.now(),
    )  # fmt: skip
    return done(request, f"{seat.short_name} can run the room." if seat.is_facilitator else "")


@meeting_action(Right.HOST)
def take_out(request: HttpRequest) -> HttpResponse:
    seat = seat_named(request)
    services.leave_seat(participant=seat, now=timezone.now())
    return done(request, f"{seat.short_name} has left the room.")


@meeting_action(Right.HOST)
def guests(request: HttpRequest) -> HttpResponse:
    """Lets guests in by a link (`allowed` = 1), or sends them away."""
    services.allow_guests(
        meeting=request.room.meeting, is_allowed=request.POST.get("allowed") == "1", actor=request.room.user,
        now=timezone.now(),
    )  # fmt: skip
    return done(request)
