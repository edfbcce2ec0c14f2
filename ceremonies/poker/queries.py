"""What a poker room reads. Values of votes come from revealed rounds only, or go to their owner."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ceremonies.models import Meeting, Participant, PokerRoom, QueuedStory, Round, Vote
from ceremonies.poker.rules import ItemState, Voice
from stories.models import Story
from stories.rules import Kind
from teams.models import Team

MOST_CHOICES = 200


def room_of(meeting: Meeting) -> PokerRoom:
    """The poker side of a meeting; its `meeting` is the one at hand."""
    room = PokerRoom.objects.get(meeting=meeting.pk)
    room.meeting = meeting
    return room


def with_progress(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Poker meetings with how many stories are `queued`, and `estimated` of them."""
    agreed = Count("poker__queue", filter=Q(poker__queue__state=ItemState.AGREED))
    return meetings.select_related("poker").annotate(queued=Count("poker__queue"), estimated=agreed)


def queue_of(room: PokerRoom) -> list[QueuedStory]:
    """All stories of the room in their order."""
    rows = room.queue.select_related("story__persona", "story__status")
    return list(rows.order_by("position", "pk"))


def open_round(item: QueuedStory | None) -> Round | None:
    """The round that takes votes now."""
    return item and item.rounds.filter(revealed_at=None).first()


def items_without_open_round(room: PokerRoom) -> set[int]:
    """Stories of the room that take no votes now."""
    waiting = Round.objects.filter(item=OuterRef("pk"), revealed_at=None)
    return set(room.queue.filter(~Exists(waiting)).values_list("pk", flat=True))


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
    return {vote.round_id: vote for vote in votes.select_related("round")}


def waiting_for_card(room: PokerRoom, voted: Collection[int]) -> list[int]:
    """Stories of the room with an open round that is not among `voted`."""
    rounds = Round.objects.filter(item__room=room, item__state=ItemState.OPEN, revealed_at=None)
    return list(rounds.exclude(pk__in=voted).values_list("item", flat=True))


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


def stories_to_choose(team: Team, without: Collection[int] = ()) -> list[Story]:
    """The backlog to choose from, what is not estimated first; a spike has a timebox and no size."""
    rows = Story.objects.filter(team=team).in_backlog().exclude(kind=Kind.SPIKE).exclude(pk__in=without)
    return sorted(rows.select_related("persona").ordered()[:MOST_CHOICES], key=lambda story: story.points is not None)


def next_waiting(room: PokerRoom) -> QueuedStory | None:
    """The story that comes next on the table."""
    return room.queue.filter(state=ItemState.WAITING).order_by("position", "pk").first()
