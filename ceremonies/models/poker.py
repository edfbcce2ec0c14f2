"""Tables of planning poker. A hidden vote exists in `Vote` and nowhere else."""

from collections.abc import Collection
from itertools import chain

from django.db import connection, models
from django.utils.functional import cached_property

from ceremonies.models.meeting import Meeting, Participant
from ceremonies.poker.rules import ItemState
from stories.models import Story


class PokerRoom(models.Model):
    """What a poker meeting has besides: cards, house rules and the story on the table.

    `deck` is a list of [label, points as text or null]. With a `deadline` the room needs no meeting: all stories are
    open at once and each reveals by itself, at the deadline at the latest (POK-6).
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="poker")
    deck = models.JSONField()
    reveals_by_itself = models.BooleanField(default=True)
    asks_reasons = models.BooleanField(default=False)
    deadline = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_asynchronous(self) -> bool:
        return self.deadline is not None

    @cached_property
    def current(self) -> "QueuedStory | None":
        """The story on the table."""
        return self.queue.filter(is_on_table=True).select_related("story__persona").first()

    @property
    def current_id(self) -> int | None:
        return self.current and self.current.pk


class QueuedStory(models.Model):
    """A story in a room's queue. Key and title stay when the story itself is deleted."""

    room = models.ForeignKey(PokerRoom, models.CASCADE, related_name="queue")
    story = models.ForeignKey(Story, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    state = models.CharField(
        max_length=8, choices=[(s.value, s.name.title()) for s in ItemState], default=ItemState.WAITING
    )
    is_on_table = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    points_before = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "story"], name="story_once_in_a_room"),
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(is_on_table=True), name="one_story_on_the_table"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Round(models.Model):
    """One vote of everybody on one story. Kept for good; `missing` names who had not voted at the reveal."""

    item = models.ForeignKey(QueuedStory, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    missing = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="round_number_unique_for_story"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(revealed_at=None), name="one_open_round_for_a_story"
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number} of {self.item_id}"

    @property
    def is_open(self) -> bool:
        return self.revealed_at is None


# By hand: every vote asks both, and building them would cost several times what running them does.
_PUT_DOWN = """
    INSERT INTO ceremonies_vote (round_id, participant_id, value, reason, cast_at, page, number) VALUES {rows}
    ON CONFLICT (round_id, participant_id) DO UPDATE
    SET value = EXCLUDED.value, reason = EXCLUDED.reason, cast_at = EXCLUDED.cast_at,
        page = EXCLUDED.page, number = EXCLUDED.number
    WHERE ceremonies_vote.page <> EXCLUDED.page OR ceremonies_vote.number <= EXCLUDED.number
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"
_WHO_HAS_VOTED = """
    SELECT seat.id, vote.id FROM ceremonies_participant seat
    LEFT JOIN ceremonies_vote vote ON vote.participant_id = seat.id AND vote.round_id = %s
    WHERE seat.meeting_id = %s AND seat.is_voter AND seat.left_at IS NULL
"""


class VoteQuerySet(models.QuerySet):
    """Values leave this table by two doors only: to their owner, and after the reveal."""

    def of_owner(self, participant: Participant):
        return self.filter(participant=participant)

    def revealed(self):
        return self.exclude(round__revealed_at=None)

    def voters_of(self, rounds) -> set[tuple[int, int]]:
        """(round, participant) of everybody who has voted: that they have, never what."""
        return set(self.filter(round__in=rounds).values_list("round_id", "participant_id"))

    def put_down(self, cards: Collection) -> None:
        """Each person's card in a round, whether or not there was another, unless a later card of the same page is
        there. A card has `round_id`, `participant_id`, `value`, `reason`, `hand` and the moment `now`; no person has
        two of a round.
        """
        if not cards:
            return
        adapted = connection.ops.adapt_datetimefield_value
        rows = [
            (one.round_id, one.participant_id, one.value, one.reason, adapted(one.now), one.hand.page, one.hand.number)
            for one in cards
        ]
        with connection.cursor() as cursor:
            cursor.execute(_PUT_DOWN.format(rows=", ".join([_ROW] * len(rows))), list(chain.from_iterable(rows)))

    def voters_and_voted(self, meeting_id: int, round_id: int) -> tuple[set[int], set[int]]:
        """Participants who vote in a meeting, and those of them who have voted in a round."""
        with connection.cursor() as cursor:
            cursor.execute(_WHO_HAS_VOTED, [round_id, meeting_id])
            rows = cursor.fetchall()
        return {pk for pk, _ in rows}, {pk for pk, vote in rows if vote is not None}


class Vote(models.Model):
    """A card that somebody has put on the table, face down until its round is revealed.

    Printing one shows no value, whoever prints it, and no form or admin page is built on it.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    value = models.CharField(max_length=8)
    reason = models.CharField(max_length=160, blank=True)
    cast_at = models.DateTimeField()
    # Which of a page's cards it is: a card that was sent twice and arrives late does not replace a later one.
    page = models.CharField(max_length=16, blank=True)
    number = models.PositiveIntegerField(default=0)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "participant"], name="one_vote_per_round_and_seat")]

    def __str__(self) -> str:
        return f"Vote {self.pk}"
