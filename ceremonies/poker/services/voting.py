"""The one path of a vote, and the one place that asks whether all are in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import gone, hold_meetings, lock_meeting, seats_changed
from ceremonies.models import Meeting, Participant, PokerRoom, Round, Vote
from ceremonies.models.meeting import topic_of
from ceremonies.poker import announce, rules
from ceremonies.poker.queries import room_of
from ceremonies.poker.rules import FIRST_HAND, Hand, ItemState
from ceremonies.poker.tables import Ballot, Found, Tables, deck_of, tables_for
from core.errors import Conflict, DomainError, NotAllowed
from core.group_commit import GroupCommit
from live.publish import publish


@sensitive_variables("value", "reason")
def cast_vote(
    *, meeting: Meeting, round_id: int, participant: Participant, value: str, reason: str = "", hand: Hand = FIRST_HAND,
    now: datetime,
) -> None:  # fmt: skip
    """Puts a card face down, or another one in its place. When this returns and commits, the vote is in.

    It shares its commit with votes that come in the same moment. Raises Conflict when the round was revealed or its
    time is over, NotAllowed for those who watch or have left, Invalid for a card that is not in the deck or a reason
    that is too long.
    """
    [outcome] = put_in(ballots=[Ballot(meeting.pk, round_id, participant.pk, now, value, reason, hand)])
    if isinstance(outcome, DomainError):
        raise outcome


@sensitive_variables("ballots")
def put_in(*, ballots: Sequence[Ballot]) -> list[int | DomainError]:
    """As `cast_votes`, in one commit with all ballots that come in the same moment, by whatever way."""
    return _ballot_box.submit_all(ballots)


@sensitive_variables()
@transaction.atomic
def cast_votes(*, ballots: Sequence[Ballot]) -> list[int | DomainError]:
    """Puts cards face down, each taken or refused on its own; returns of each the refusal, or where the card is in the
    version of its room's topic that says so.

    One frame for each room tells who has voted, and a round in which all are in then is revealed.
    """
    states = hold_meetings({ballot.meeting_id for ballot in ballots})
    tables = tables_for(ballots)
    checked = [_judged(ballot, states, tables) for ballot in ballots]
    taken = _last_of_each([one for one in checked if isinstance(one, Ballot)])
    Vote.objects.put_down(taken.values())
    versions = _tell(taken, tables)
    _reveal_those_all_in(taken.values(), tables)
    return [versions[one.meeting_id] if isinstance(one, Ballot) else one for one in checked]


_ballot_box = GroupCommit(lambda ballots: cast_votes(ballots=ballots))


@sensitive_variables()
def _judged(ballot: Ballot, states: Mapping[int, str], tables: Tables) -> Ballot | DomainError:
    try:
        return _checked(ballot, states, tables)
    except DomainError as refusal:
        return refusal


@sensitive_variables()
def _last_of_each(ballots: Iterable[Ballot]) -> dict[tuple[int, int], Ballot]:
    """One ballot of each person in a round, by round and participant."""
    last: dict[tuple[int, int], Ballot] = {}
    for ballot in ballots:
        place = ballot.round_id, ballot.participant_id
        if place not in last or not rules.is_overtaken(ballot.hand, by=last[place].hand):
            last[place] = ballot
    return last


@sensitive_variables()
def _checked(ballot: Ballot, states: Mapping[int, str], tables: Tables) -> Ballot:
    """The ballot as it is written; raises the DomainError that refuses it."""
    seat = tables.seat_of(ballot)
    require_open(states[ballot.meeting_id] if ballot.meeting_id in states else gone())
    table = tables.rooms.get(ballot.round_id)
    if table is None or table.meeting_id != ballot.meeting_id:
        _no_round()
    deadline = tables.deadlines.get(table.room_id)
    rules.require_open_round(is_open=table.takes_votes, deadline=deadline, now=ballot.now)
    if seat is None or not seat.may_vote:
        raise NotAllowed("You are watching, so your card does not count.", fix="Switch to voting first.")
    label, reason = deck_of(table.deck).card(ballot.value).label, rules.clean_reason(ballot.reason)
    return replace(ballot, participant_id=seat.seat_id, value=label, reason=reason)


def _tell(taken: Iterable[tuple[int, int]], tables: Tables) -> dict[int, int]:
    """Versions by meeting; told in the order of the meetings, which is the order of their locks."""
    news: dict[int, list[dict]] = defaultdict(list)
    for place in taken:
        seat = tables.seats[place]
        news[seat.meeting_id].append({"seat": seat.seat, "round": place[0]})
    return {key: publish(topic_of(key), "voted", {"votes": news[key]}) for key in sorted(news)}


def _reveal_those_all_in(taken: Iterable[Ballot], tables: Tables) -> None:
    for round_id, now in {ballot.round_id: ballot.now for ballot in taken}.items():
        table = tables.rooms[round_id]
        if _reveals(table) and _is_all_in(table.meeting_id, round_id):
            room, round_ = _table(table.meeting_id, round_id)
            turn_over(room=room, round_=round_, by=None, now=now)


def _no_round() -> NoReturn:
    raise Conflict("That round does not exist any more.", field="value", fix="Look at what is on the table now.")


def _table(meeting_id: int, round_id: int) -> tuple[PokerRoom, Round]:
    round_ = Round.objects.select_related("item__room").filter(pk=round_id, item__room__meeting=meeting_id).first()
    round_ = round_ or _no_round()
    return round_.item.room, round_


def _reveals(room: PokerRoom | Found) -> bool:
    """Without a meeting nobody is there to reveal."""
    return room.reveals_by_itself or room.is_asynchronous


def _is_all_in(meeting_id: int, round_id: int) -> bool:
    return rules.is_all_in(*Vote.objects.voters_and_voted(meeting_id, round_id))


def reveal_if_all_in(*, room: PokerRoom, round_: Round, now: datetime) -> bool:
    """Reveals the round when everybody who votes has voted and the room reveals by itself. The caller has the lock."""
    if not (_reveals(room) and _is_all_in(room.meeting_id, round_.pk)):
        return False
    turn_over(room=room, round_=round_, by=None, now=now)
    return True


def turn_over(*, room: PokerRoom, round_: Round, by: Participant | None, now: datetime) -> None:
    """Reveals: from here on no vote is taken, and the values leave their table, for everybody at once."""
    voted = {participant for _, participant in Vote.objects.voters_of([round_])}
    voters = Participant.objects.voters().filter(meeting=room.meeting_id).select_related("user")
    round_.revealed_at, round_.revealed_by = now, by
    round_.missing = [voter.short_name for voter in voters if voter.pk not in voted]
    round_.save(update_fields=["revealed_at", "revealed_by", "missing"])
    announce.room_changed(room_of_locked(room), now)


def room_of_locked(room: PokerRoom) -> PokerRoom:
    """The room read again under the lock, with its meeting."""
    return room_of(lock_meeting(room.meeting_id))


@seats_changed.connect
def look_whether_all_are_in(*, meeting: Meeting, participant: Participant, now: datetime) -> None:
    """Somebody came, left or watches from now on: their seat is shown, and open rounds are asked anew (POK-11)."""
    room = PokerRoom.objects.filter(meeting=meeting.pk).first()
    if room is None:
        return
    room.meeting = meeting
    announce.seat_changed(room_of(meeting), participant, now)
    for round_ in Round.objects.filter(item__room=room, item__state=ItemState.OPEN, revealed_at=None).order_by("pk"):
        reveal_if_all_in(room=room, round_=round_, now=now)


@transaction.atomic
def reveal_round(*, meeting: Meeting, round_id: int, by: Participant | None, now: datetime) -> Round:
    """The facilitator reveals; who has not voted is named. Again: no change. Raises Conflict while nobody has voted."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    room, round_ = _table(meeting.pk, round_id)
    if not round_.is_open:
        return round_
    if not round_.votes.exists():
        raise Conflict("Nobody has voted yet.", fix="Wait for the first card, or skip the story.")
    turn_over(room=room, round_=round_, by=by, now=now)
    return round_


@transaction.atomic
def reveal_at_deadline(*, meeting: Meeting | int, now: datetime) -> int:
    """Reveals every open round of a room whose time is over; returns how many. A second run finds nothing to do."""
    meeting = lock_meeting(meeting)
    room = room_of(meeting)
    if room.deadline is None or now < room.deadline or meeting.is_closed:
        return 0
    waiting = Round.objects.filter(item__room=room, item__state=ItemState.OPEN, revealed_at=None)
    rounds = list(waiting.order_by("pk"))
    for round_ in rounds:
        turn_over(room=room, round_=round_, by=None, now=now)
    return len(rounds)
