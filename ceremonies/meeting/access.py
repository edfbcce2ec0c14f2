"""The one door to a room's pages: for members by their role, for guests by the seat in their session."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from ceremonies.meeting.ceremony import ceremony_of
from ceremonies.meeting.queries import guest_seat, seat_of_member
from ceremonies.meeting.rules import Kind, Right
from ceremonies.models import Meeting, Participant
from core.http import is_htmx
from live.people import GUEST_SEATS
from teams.access import KEYS_END, Access, team_access
from teams.models import User
from teams.rules import Verb


@dataclass(frozen=True)
class Room:
    """One person's standing in one meeting; `access` is None for guests, `seat` for those who only looked in."""

    meeting: Meeting
    access: Access | None
    seat: Participant | None

    @property
    def runs_by_role(self) -> bool:
        return self.access is not None and self.access.may(Verb.RUN_CEREMONIES)

    @property
    def is_host(self) -> bool:
        """By role, or because the room was handed over to them."""
        return self.runs_by_role or (self.seat is not None and self.seat.is_facilitator)

    @property
    def may_vote(self) -> bool:
        verb = Verb.ESTIMATE if self.meeting.kind == Kind.POKER else Verb.VOTE
        return self.access is None or self.access.may(verb)

    @property
    def may_accept(self) -> bool:
        """Whether they accept and return work."""
        return self.access is not None and self.access.may(Verb.ACCEPT)

    @property
    def may_write(self) -> bool:
        """Whether they write stories."""
        return self.access is not None and self.access.may(Verb.WRITE_STORIES)

    @property
    def user(self) -> User | None:
        """Who acts, for the diary; a guest is nobody there."""
        return self.access and self.access.user

    def may(self, right: Right) -> bool:
        return {Right.SEE: True, Right.TAKE_PART: self.may_vote, Right.HOST: self.is_host}[right]

    def require(self, right: Right) -> None:
        """Raises PermissionDenied."""
        if not self.may(right):
            raise PermissionDenied(f"You may not {right}.")


def enter(user, seats, *, kind: Kind | None, meeting_id: int) -> Room:
    """The person's standing in a meeting; Http404 for outsiders and missing meetings alike.

    Without a `kind` any room that is built on phases will do.
    """
    meeting = next(iter(Meeting.objects.raw(_MEETING, [meeting_id])), None) if meeting_id < KEYS_END else None
    if meeting is None or (meeting.kind != kind if kind else ceremony_of(meeting) is None):
        raise Http404("No such room.")
    if user.is_authenticated:
        try:
            access = team_access(user, pk=meeting.team_id)
        except Http404:
            access = None
        if access is not None:
            meeting.team = access.team
            return Room(meeting, access, seat_of_member(meeting, user))
    guest = guest_seat(seats, meeting_id)
    if guest is None:
        raise Http404("No such room.")
    return Room(meeting, None, guest)


# By hand: every request in a room needs it.
_MEETING = """
    SELECT meeting.*, team.time_zone AS time_zone FROM ceremonies_meeting meeting
    JOIN teams_team team ON team.id = meeting.team_id WHERE meeting.id = %s
"""


def room_page(kind: Kind | None, right: Right) -> Callable:
    """Decorates a view of `/rooms/<id>/…` (poker) or `/meetings/<id>/…` (all others).

    It sets `request.room` and, for members, `request.access`.

    Nobody's browser may keep such a page: it can hold the viewer's own hidden vote.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, room: int, **kwargs):
            seats = request.session.get(GUEST_SEATS, {})
            if not request.user.is_authenticated and str(room) not in seats:
                return redirect_to_login(request.get_full_path())
            try:
                request.room = enter(request.user, seats, kind=kind, meeting_id=room)
            except Http404:
                if request.user.is_authenticated or request.method != "GET" or is_htmx(request):
                    raise
                return redirect("ceremonies:left")  # a guest whose seat is gone
            request.access = request.room.access
            request.room.require(right)
            with timezone.override(ZoneInfo(request.room.meeting.time_zone)):
                answer = view(request, **kwargs)
            add_never_cache_headers(answer)
            return answer

        wrapped.declared_access = ("room", right)
        return wrapped

    return decorate
