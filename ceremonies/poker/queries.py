"""What a poker room reads. Values of votes come from revealed rounds only, or go to their owner."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from ceremonies.models import Meeting, Participant, PokerRoom, QueuedStory, Round, Vote
from ceremonies.poker.rules import ItemState, Voice


def room_of(meeting: Meeting) -> PokerRoom:
    """The poker side of a meeting; its `meeting` is the one at hand."""
    room = PokerRoom.objects.get(meeting=meeting.pk)
    room.meeting = meeting
    return room


def queue_of(room: PokerRoom) -> list[QueuedStory]:
    """All stories of the room in their order."""
    rows = room.queue.select_related("story__persona", "story__status")
    return list(rows.order_by("position", "pk"))


def open_round(item: QueuedStory | None) -> Round | None:
    """The round that takes votes now."""
    return item and item.rounds.filter(revealed_at=None).first()


def last_round(item: QueuedStory | None) -> Round | None:
    return item and item.rounds.order_by("-number").first()


def own_vote(participant: Participant | None, round_: Round | None) -> Vote | None:
    """The owner's own answer: the one way to a hidden value."""
    if participant is None or round_ is None:
        return None
    return Vote.objects.of_owner(participant).filter(round=round_).first()


def own_votes(participant: Participant | None, room: PokerRoom) -> dict[int, Vote]:
    """All that a participant has on the table of this room, by round; for their own eyes."""
    if participant is None:
        return {}
    votes = Vote.objects.of_owner(participant).filter(round__item__room=room, round__revealed_at=None)
    return {vote.round_id: vote for vote in votes}


def voters_by_round(rounds: Iterable[Round]) -> dict[int, set[int]]:
    """Who has voted, by round: participants' ids, never values."""
    found: dict[int, set[int]] = defaultdict(set)
    for round_id, participant_id in Vote.objects.voters_of(rounds):
        found[round_id].add(participant_id)
    return found


def voices_by_round(rounds: Collection[Round]) -> dict[int, list[Voice]]:
    """What was said, by round; nothing of a round that is not revealed."""
    found: dict[int, list[Voice]] = {round_.pk: [] for round_ in rounds}
    rows = Vote.objects.revealed().filter(round__in=rounds).select_related("participant__user")
    for vote in rows:
        found[vote.round_id].append(_voice(vote))
    return found


def _voice(vote: Vote) -> Voice:
    who = vote.participant
    return Voice(who.short_name, vote.value, vote.reason, who.seat, who.user_id or who.pk)


def kept_rounds(item: QueuedStory) -> list[Round]:
    """The revealed rounds of a story, first one first."""
    return list(item.rounds.exclude(revealed_at=None).order_by("number"))


def next_waiting(room: PokerRoom) -> QueuedStory | None:
    """The story that comes next on the table."""
    return room.queue.filter(state=ItemState.WAITING).order_by("position", "pk").first()
