"""What all views of a poker room share."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ceremonies.meeting.access import room_page
from ceremonies.meeting.rules import Kind, Right
from ceremonies.models import Meeting, Participant
from core.errors import Conflict, DomainError
from core.http import domain_error_response, is_htmx, toast


def address_of(meeting: Meeting) -> str:
    return reverse("ceremonies:room", kwargs={"room": meeting.pk})


def done(request: HttpRequest, text: str = "", *, undo_url: str = "") -> HttpResponse:
    """What changed comes over the wire, to whoever changed it too; a plain post goes back to the room."""
    answer = HttpResponse(status=204) if is_htmx(request) else redirect(address_of(request.room.meeting))
    return toast(request, answer, text, undo_url=undo_url) if text else answer


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number that a form sent, None for anything else."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else None


def keys_named(request: HttpRequest) -> list[str]:
    """Keys of stories that a form sent."""
    return [key[:24].replace("\x00", "") for key in request.POST.getlist("stories")]


def seat_named(request: HttpRequest) -> Participant:
    """Whose seat is meant; raises Conflict when nobody sits there any more."""
    seats = request.room.meeting.participants.present().select_related("user")
    found = seats.filter(seat=request.POST.get("seat", "")[:12].replace("\x00", "")).first()
    if found is None:
        raise Conflict("Nobody sits there any more.", fix="Look at who is here now.")
    return found


def room_action(right: Right) -> Callable:
    """Decorates a view that changes a poker room: POST only, authorised, refusals in words."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                return view(request, **kwargs)
            except DomainError as error:
                return domain_error_response(request, error)

        return require_POST(room_page(Kind.POKER, right)(wrapped))

    return decorate
