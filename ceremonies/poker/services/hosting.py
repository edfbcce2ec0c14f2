"""What a facilitator does with the story on the table; the estimate is written by the story's own service."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ceremonies.meeting.rules import Kind, State, require_open
from ceremonies.meeting.services import close_meeting, lock_meeting, open_meeting, start_meeting
from ceremonies.models import Meeting, Participant, PokerRoom, QueuedStory, Round
from ceremonies.poker import announce, rules
from ceremonies.poker.queries import last_round, next_waiting, open_round, room_of
from ceremonies.poker.rules import Deck, ItemState
from core.errors import Conflict, Invalid
from stories.rules import parse_points
from stories.story.services import estimate_story
from teams.models import Team, TeamMembership, User
from teams.rules import TeamRole
from teams.services import diary


@transaction.atomic
def open_room(*, team: Team, actor: User, now: datetime, title: str = "", is_voter: bool = True) -> Meeting:
    """A new poker room in its lobby, with the deck of the team's scale (STO-11)."""
    meeting = open_meeting(team=team, kind=Kind.POKER, actor=actor, now=now, title=title, is_voter=is_voter)
    PokerRoom.objects.create(meeting=meeting, deck=Deck.of_scale(team.scale, team.extra_cards).dump())
    return meeting


def locked_room(meeting: Meeting) -> PokerRoom:
    """The room under its lock; raises Conflict when it is closed."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    return room_of(meeting)


def item_in(room: PokerRoom, item_id: int | None) -> QueuedStory:
    """A story of this room's queue; raises Conflict for any other."""
    found = room.queue.select_related("story").filter(pk=item_id).first()
    if found is None:
        raise Conflict("That story is not in this room's queue any more.", fix="Look at the queue as it is now.")
    return found


def _lay(room: PokerRoom, item: QueuedStory) -> None:
    room.queue.filter(is_on_table=True).exclude(pk=item.pk).update(is_on_table=False)
    item.is_on_table = True
    item.save(update_fields=["is_on_table"])
    room.current = item


def _put_on_table(room: PokerRoom, item: QueuedStory, now: datetime) -> None:
    if item.state == ItemState.WAITING:
        item.state, item.opened_at = ItemState.OPEN, item.opened_at or now
        item.save(update_fields=["state", "opened_at"])
    if not item.rounds.exists():
        Round.objects.create(item=item, number=1, opened_at=now)
    if not room.is_asynchronous:
        _lay(room, item)


@transaction.atomic
def start_room(*, meeting: Meeting, actor: User | None, now: datetime) -> PokerRoom:
    """Leaves the lobby with the first story. Again: no change. Raises Conflict without a story."""
    room = locked_room(meeting)
    if room.meeting.state != State.LOBBY:
        return room
    first = next_waiting(room)
    if first is None:
        raise Conflict(
            "There is no story in the queue.", field="title", fix="Add one from the backlog or type a title."
        )
    room.meeting = start_meeting(meeting=room.meeting, actor=actor, now=now)
    _put_on_table(room, first, now)
    announce.room_changed(room, now)
    return room


@transaction.atomic
def open_until(*, meeting: Meeting, deadline: datetime, actor: User | None, now: datetime) -> PokerRoom:
    """Opens all stories at once until `deadline`, with a seat for every developer of the team (POK-6).

    In a room that is open so already it moves the deadline; what was revealed stays revealed.
    """
    room = locked_room(meeting)
    if next_waiting(room) is None and not room.is_asynchronous:
        raise Conflict(
            "There is no story in the queue.", field="title", fix="Add one from the backlog or type a title."
        )
    room.deadline = rules.clean_deadline(deadline, now)
    room.save(update_fields=["deadline"])
    diary.record(
        actor=actor, verb="deadline", subject=room.meeting, now=now, team=room.meeting.team,
        deadline=room.deadline.isoformat(),
    )  # fmt: skip
    room.meeting = start_meeting(meeting=room.meeting, actor=actor, now=now)
    _seat_the_team(room.meeting, now)
    for item in room.queue.filter(state=ItemState.WAITING):
        _put_on_table(room, item, now)
    announce.room_changed(room, now)
    return room


def _seat_the_team(meeting: Meeting, now: datetime) -> None:
    """A seat for every developer of the team who has none; who sits already keeps theirs."""
    seated = set(meeting.participants.values_list("user_id", flat=True))
    memberships = TeamMembership.objects.current().filter(team=meeting.team_id).order_by("pk")
    Participant.objects.bulk_create(
        Participant(meeting=meeting, user_id=one.user_id, joined_at=now)
        for one in memberships
        if TeamRole.MEMBER in one.roles and one.user_id not in seated
    )


@transaction.atomic
def vote_again(*, meeting: Meeting, item_id: int | None, now: datetime) -> Round:
    """Another round on a story; the rounds before are kept. While one is open: no change."""
    room = locked_room(meeting)
    rules.require_time(room.deadline, now)
    item = item_in(room, item_id)
    latest = last_round(item)
    if item.state != ItemState.OPEN or latest is None:
        raise Conflict("That story is not on the table.", fix="Take its estimate back first.")
    if latest.is_open:
        return latest
    fresh = Round.objects.create(item=item, number=latest.number + 1, opened_at=now)
    announce.room_changed(room, now)
    return fresh


@transaction.atomic
def withdraw_round(*, meeting: Meeting, item_id: int | None, now: datetime) -> None:
    """Takes a “vote again” back as long as nobody has voted in it. Again: no change."""
    room = locked_room(meeting)
    latest = open_round(item_in(room, item_id))
    if latest is None or latest.number == 1:
        return
    if latest.votes.exists():
        raise Conflict("Somebody has voted in this round already.", fix="Reveal it, and agree on a card.")
    latest.delete()
    announce.room_changed(room, now)


@transaction.atomic
def agree(*, meeting: Meeting, item_id: int | None, points: Any, actor: User, now: datetime) -> QueuedStory:
    """Writes the estimate on the story, with its history (POK-4). Raises Conflict before a reveal, Invalid for a card
    that is no size of this room's deck.
    """
    room = locked_room(meeting)
    item = item_in(room, item_id)
    latest = last_round(item)
    if latest is None or latest.is_open:
        raise Conflict("The votes are not revealed yet.", fix="Reveal them first.")
    if item.state == ItemState.AGREED:
        raise Conflict(f"{item.key} is estimated already.", fix="Take that back first.")
    if item.story is None:
        raise Conflict(f"{item.key} was deleted meanwhile.", fix="Skip it.")
    value = _size(room, points)
    item.state, item.agreed_at, item.agreed_points = ItemState.AGREED, now, value
    item.points_before = item.story.points
    item.save(update_fields=["state", "agreed_at", "agreed_points", "points_before"])
    estimate_story(story=item.story, points=value, actor=actor, now=now, reason=f"Planning poker: {room.meeting.title}")
    announce.room_changed(room, now)
    return item


def _size(room: PokerRoom, points: Any):
    value = parse_points(points)
    if value is None or value not in {card.points for card in Deck.load(room.deck).sizes}:
        raise Invalid("The agreed size is a card of the deck.", field="points", fix="Pick one of the sizes shown.")
    return value


@transaction.atomic
def take_estimate_back(*, meeting: Meeting, item_id: int | None, actor: User, now: datetime) -> QueuedStory:
    """Undoes `agree`: the story gets its points from before. Again: no change.

    Raises Conflict when somebody has estimated the story anew since.
    """
    room = locked_room(meeting)
    item = item_in(room, item_id)
    if item.state != ItemState.AGREED:
        return item
    if item.story is not None:
        item.story.refresh_from_db(fields=["points"])
        if item.story.points != item.agreed_points:
            raise Conflict(f"{item.key} was estimated anew since.", fix="Open the story to see by whom.")
        estimate_story(
            story=item.story, points=item.points_before, actor=actor, now=now, reason="Planning poker: taken back"
        )
    item.state, item.agreed_at, item.agreed_points = ItemState.OPEN, None, None
    item.save(update_fields=["state", "agreed_at", "agreed_points"])
    if not room.is_asynchronous:
        _lay(room, item)
    announce.room_changed(room, now)
    return item


@transaction.atomic
def go_on(*, meeting: Meeting, actor: User | None, now: datetime, seen: int | None = None) -> PokerRoom:
    """The next waiting story comes on the table, or the room closes after the last one.

    `seen` is the story that was on the table for whoever presses: a second press changes nothing.
    """
    room = locked_room(meeting)
    if seen is not None and room.current_id != seen:
        return room
    if room.current is not None and room.current.state == ItemState.OPEN:
        raise Conflict(f"{room.current.key} is still on the table.", fix="Agree on a size, or skip it.")
    return _next(room, actor, now)


def _next(room: PokerRoom, actor: User | None, now: datetime) -> PokerRoom:
    following = next_waiting(room)
    if following is None:
        room.meeting = close_meeting(meeting=room.meeting, actor=actor, now=now)
        return room
    _put_on_table(room, following, now)
    announce.room_changed(room, now)
    return room


@transaction.atomic
def skip_story(*, meeting: Meeting, item_id: int | None, actor: User | None, now: datetime) -> PokerRoom:
    """Leaves a story for another day; votes of its open round stay hidden for good. Again: no change."""
    room = locked_room(meeting)
    item = item_in(room, item_id)
    if item.state in (ItemState.SKIPPED, ItemState.AGREED):
        return room
    was_current = room.current_id == item.pk
    item.state = ItemState.SKIPPED
    item.save(update_fields=["state"])
    if was_current and not room.is_asynchronous:
        return _next(room, actor, now)
    announce.room_changed(room, now)
    return room


@transaction.atomic
def bring_back(*, meeting: Meeting, item_id: int | None, now: datetime) -> QueuedStory:
    """Undoes `skip_story`: the story waits again, its rounds with it. Again: no change."""
    room = locked_room(meeting)
    item = item_in(room, item_id)
    if item.state != ItemState.SKIPPED:
        return item
    item.state = ItemState.OPEN if room.is_asynchronous else ItemState.WAITING
    item.save(update_fields=["state"])
    announce.room_changed(room, now)
    return item


@transaction.atomic
def set_house_rules(
    *, meeting: Meeting, actor: User | None, now: datetime, reveals_by_itself: bool, asks_reasons: bool
) -> PokerRoom:
    """Whether a room reveals by itself, and asks for reasons. Counts from the next vote on."""
    room = locked_room(meeting)
    room.reveals_by_itself, room.asks_reasons = reveals_by_itself, asks_reasons
    room.save(update_fields=["reveals_by_itself", "asks_reasons"])
    diary.record(
        actor=actor, verb="house rules", subject=room.meeting, now=now, team=room.meeting.team,
        reveals_by_itself=reveals_by_itself, asks_reasons=asks_reasons,
    )  # fmt: skip
    announce.room_changed(room, now)
    return room
