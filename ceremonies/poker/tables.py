"""What votes find: rooms, rounds, seats and rights, as they are under the meeting's lock."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from ceremonies.models import PokerRoom
from ceremonies.poker.rules import FIRST_HAND, Deck, Hand
from core.errors import NotAllowed
from live.people import Listener, listeners_of_sessions
from teams.rules import Verb, may


@dataclass(frozen=True)
class Ballot:
    """A card that somebody wants to put down. Printing one shows neither card nor reason.

    Whose it is, is said by `participant_id`, which its caller has authorised, or by the `session_key` of an open
    socket: then seat and right are looked up together with the round.
    """

    meeting_id: int
    round_id: int
    participant_id: int | None
    now: datetime
    value: str = field(repr=False)
    reason: str = field(default="", repr=False)
    hand: Hand = FIRST_HAND
    session_key: str = field(default="", repr=False)


class Unheard(NotAllowed):
    """A session that gives no seat to vote from, as far as a socket can tell. An ordinary request says why."""

    def __init__(self):
        super().__init__("You have no seat to vote from.", fix="Open the room again.")


# By hand, as every vote needs it: building this query and its models would cost several times what running it does.
# It runs under the lock and not with it: PostgreSQL would join the locked row with the others as they were before it
# waited. What it finds of rights is what `teams.access` and `guest_seat` look up for a page.
_TABLES = """
    SELECT open_round.id, room.id, room.meeting_id, room.deck, room.reveals_by_itself, room.deadline IS NOT NULL,
           open_round.revealed_at IS NULL AND item.state = 'open',
           seat.id, seat.seat, seat.user_id, seat.left_at IS NULL, seat.is_voter AND seat.left_at IS NULL,
           meeting.guests_allowed, membership.roles, standing.role
    FROM ceremonies_round open_round
    JOIN ceremonies_queuedstory item ON item.id = open_round.item_id
    JOIN ceremonies_pokerroom room ON room.id = item.room_id
    JOIN ceremonies_meeting meeting ON meeting.id = room.meeting_id
    JOIN teams_team team ON team.id = meeting.team_id
    LEFT JOIN ceremonies_participant seat ON seat.meeting_id = meeting.id AND ({seats})
    LEFT JOIN teams_teammembership membership
        ON membership.team_id = team.id AND membership.user_id = seat.user_id AND membership.left_at IS NULL
    LEFT JOIN teams_organisationmembership standing
        ON standing.organisation_id = team.organisation_id AND standing.user_id = seat.user_id
    WHERE open_round.id IN ({rounds})
"""


class Found(NamedTuple):
    """A room and one round of it, with a seat in that room; what belongs to the seat is empty where there is none."""

    round_id: int
    room_id: int
    meeting_id: int
    deck: str
    reveals_by_itself: bool
    is_asynchronous: bool
    takes_votes: bool
    seat_id: int | None
    seat: str | None
    user_id: int | None
    is_here: bool
    may_vote: bool
    guests_allowed: bool
    team_roles: str | None
    organisation_role: str | None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(json.loads(self.team_roles or "[]")) | frozenset(filter(None, [self.organisation_role]))


@lru_cache(maxsize=256)
def deck_of(text: str) -> Deck:
    """The deck that a room keeps as this text."""
    return Deck.load(json.loads(text))


@dataclass
class Tables:
    """What was found by round, by round and participant, and by round and user; whose the sessions of sockets are."""

    rooms: dict[int, Found]
    seats: dict[tuple[int, int], Found]
    users: dict[tuple[int, int], Found]
    listeners: dict[str, Listener]
    deadlines: dict[int, datetime]  # by room, of those without a meeting

    def seat_of(self, ballot: Ballot) -> Found | None:
        """The row of whose card it is; None without a seat. Raises Unheard for a session that may not vote."""
        if ballot.participant_id is not None:
            return self.seats.get((ballot.round_id, ballot.participant_id))
        listener = self.listeners.get(ballot.session_key)
        seat = listener and (self._of_member if listener.user else self._of_guest)(listener, ballot)
        if seat is None:
            raise Unheard
        return seat

    def _of_member(self, listener: Listener, ballot: Ballot) -> Found | None:
        row = self.users.get((ballot.round_id, listener.user.pk))
        if row is None or not row.is_here:
            return None
        return row if may(row.roles, Verb.ESTIMATE) else None

    def _of_guest(self, listener: Listener, ballot: Ballot) -> Found | None:
        row = self.seats.get((ballot.round_id, listener.seats.get(str(ballot.meeting_id))))
        is_good = row is not None and row.user_id is None and row.is_here and row.guests_allowed
        return row if is_good else None


def tables_for(ballots: Sequence[Ballot]) -> Tables:
    """All that the ballots need to be judged: one query, two more for those of sockets, one for open deadlines."""
    keys = {ballot.session_key for ballot in ballots if ballot.participant_id is None}
    listeners = listeners_of_sessions(keys) if keys else {}
    rows = _rows(ballots, listeners)
    return Tables(
        {row.round_id: row for row in rows},
        {(row.round_id, row.seat_id): row for row in rows if row.seat_id},
        {(row.round_id, row.user_id): row for row in rows if row.user_id},
        listeners,
        _deadlines({row.room_id for row in rows if row.is_asynchronous}),
    )


def _deadlines(rooms: set[int]) -> dict[int, datetime]:
    return dict(PokerRoom.objects.filter(pk__in=rooms).values_list("pk", "deadline")) if rooms else {}


def _rows(ballots: Sequence[Ballot], listeners: dict[str, Listener]) -> list[Found]:
    rounds = {ballot.round_id for ballot in ballots}
    seats = {ballot.participant_id for ballot in ballots} - {None}
    seats |= {_guest_seat(ballot, listeners) for ballot in ballots if ballot.participant_id is None} - {None}
    users = {listener.user.pk for listener in listeners.values() if listener.user}
    named = [f"seat.{column} IN ({_marks(ids)})" for column, ids in (("id", seats), ("user_id", users)) if ids]
    query = _TABLES.format(seats=" OR ".join(named) or "FALSE", rounds=_marks(rounds))
    with connection.cursor() as cursor:
        cursor.execute(query, [*seats, *users, *rounds])
        return [Found._make(row) for row in cursor.fetchall()]


def _guest_seat(ballot: Ballot, listeners: dict[str, Listener]) -> int | None:
    listener = listeners.get(ballot.session_key)
    return listener and listener.seats.get(str(ballot.meeting_id))


def _marks(ids: set[int]) -> str:
    return ", ".join(["%s"] * len(ids))
