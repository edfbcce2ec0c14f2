"""A step over a page's open socket: the services of its form, without the way through a request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from ceremonies.meeting import walking
from ceremonies.meeting.access import Room, enter
from ceremonies.meeting.rules import Right
from ceremonies.models import Meeting
from core.errors import DomainError
from core.http import problem_of
from live.acts import UNHEARD, Outcome, Wish
from live.people import listeners_of_sessions
from live.publish import version_of
from teams.access import KEYS_END

WAYS: Final[Mapping[str, Callable[..., Meeting]]] = {"on": walking.go_on, "back": walking.go_back}


def step_by_socket(wishes: Sequence[Wish]) -> list[Outcome]:
    """Goes on or back in rooms. Who may run a room is asked in the transaction that moves it."""
    return [_stepped(wish) for wish in wishes]


def _stepped(wish: Wish) -> Outcome:
    prefix, _, key = wish.topic.partition(":")
    way, seen = WAYS.get(str(wish.body.get("way"))), wish.body.get("seen")
    if prefix != "meeting" or way is None or not isinstance(seen, str) or not _is_key(key):
        return UNHEARD
    try:
        with transaction.atomic():
            room = _entered(wish.session_key, int(key))
            way(meeting=room.meeting, seen=seen[:16], actor=room.user, now=timezone.now())
    except (Http404, PermissionDenied):
        return UNHEARD  # an ordinary request says why
    except DomainError as refusal:
        return Outcome(problem=problem_of(refusal))
    return Outcome(version=version_of(wish.topic))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text[:19]) < KEYS_END


def _entered(session_key: str, key: int) -> Room:
    """The room of whoever runs it; raises Http404 or PermissionDenied for everybody else."""
    listener = listeners_of_sessions({session_key}).get(session_key)
    if listener is None:
        raise Http404("No such room.")
    room = enter(listener.user or AnonymousUser(), listener.seats, kind=None, meeting_id=key)
    room.require(Right.HOST)
    return room
