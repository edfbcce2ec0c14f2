"""Polls in a room of any kind."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from ceremonies.meeting.rules import Right
from ceremonies.meeting.views import address_of, done, meeting_action, own_seat
from ceremonies.models import Poll
from ceremonies.polls import services
from ceremonies.polls.views import shared


def _poll(request: HttpRequest, poll: int) -> Poll:
    return get_object_or_404(Poll.objects.prefetch_related("options"), meeting=request.room.meeting, pk=poll)


@meeting_action(Right.TAKE_PART)
def ask(request: HttpRequest) -> HttpResponse:
    """Asks the room: a `template`, or a `/poll` line, or a question with its options. Guests answer only."""
    room, now = request.room, timezone.now()
    if room.access is None:
        raise PermissionDenied("Guests answer polls, and ask none.")
    manner = shared.manner(request, room.meeting.team)
    asked = {"team": room.meeting.team, "actor": room.user, "now": now, "manner": manner, "meeting": room.meeting}
    if key := request.POST.get("template", ""):
        services.ask_template(key=key[:40], **asked)
    else:
        services.ask_poll(draft=shared.drafted(request), **asked)
    return done(request)


@sensitive_post_parameters("option")
@meeting_action(Right.SEE)
def answer_in_room(request: HttpRequest, poll: int) -> HttpResponse:
    """Whoever sits here answers: stakeholders and guests, too, are invited by sitting here."""
    found = _poll(request, poll)
    return shared.answer(request, found, own_seat(request), address_of(request.room.meeting))


@meeting_action(Right.TAKE_PART)
def add_option_in_room(request: HttpRequest, poll: int) -> HttpResponse:
    shared.add_option(request, _poll(request, poll))
    return done(request)


@meeting_action(Right.SEE)
def close_in_room(request: HttpRequest, poll: int) -> HttpResponse:
    found = _poll(request, poll)
    shared.require_closer(found, request.user, runs=request.room.is_host)
    services.close_poll(poll=found, actor=request.room.user, now=timezone.now())
    return done(request)
