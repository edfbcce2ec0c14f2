"""A poker room as everybody sees it. It knows nobody's hidden card."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ceremonies.meeting.services import timer_payload
from ceremonies.models import Participant, PokerRoom, QueuedStory, Round
from ceremonies.poker import prompts, rules
from ceremonies.poker.baselines import Reference, references
from ceremonies.poker.prompts import Situation
from ceremonies.poker.queries import (
    items_without_open_round,
    kept_rounds,
    last_round,
    queue_of,
    voices_by_round,
    voters_by_round,
)
from ceremonies.poker.rules import Card, Deck, ItemState, Outcome, Phase, Pile, Voice

# Names that a column shows before it folds the rest.
MOST_NAMES_IN_A_COLUMN = 14
# Above this many people the list of who is here scrolls by itself.
MOST_PEOPLE_IN_SIGHT = 16
# Above this many votes names stand in columns over their card.
MOST_SEATS_IN_A_ROW = 12


@dataclass(frozen=True)
class Seat:
    """One seat at the table, with a person's name and colour and nothing else of them."""

    seat: str
    id: int
    name: str
    short_name: str
    is_voter: bool
    is_host: bool
    is_guest: bool
    is_present: bool
    has_voted: bool = False
    value: str = ""
    is_end: str = ""
    place: int = 0

    @property
    def sits(self) -> bool:
        """Whether it stands on the table: whoever votes here, and whoever has voted."""
        return self.has_voted or (self.is_present and self.is_voter)


def seat_of(participant: Participant, **more) -> Seat:
    return Seat(
        participant.seat, participant.user_id or participant.pk, participant.name, participant.short_name,
        participant.is_voter, participant.is_facilitator, participant.is_guest, participant.is_here, **more,
    )  # fmt: skip


@dataclass(frozen=True)
class KeptRound:
    """A revealed round with what it said."""

    round: Round
    outcome: Outcome


@dataclass(frozen=True)
class Column:
    """A pile of a large room: the names that stand over the card at once, and the folded rest."""

    pile: Pile
    is_end: bool

    @property
    def card(self) -> Card:
        return self.pile.card

    @property
    def count(self) -> int:
        return self.pile.count

    @property
    def first_voices(self) -> list[Voice]:
        return self.pile.voices[:MOST_NAMES_IN_A_COLUMN]

    @property
    def more_voices(self) -> list[Voice]:
        return self.pile.voices[MOST_NAMES_IN_A_COLUMN:]


@dataclass
class Shown:
    """What the templates print."""

    room: PokerRoom
    phase: Phase
    deck: Deck
    item: QueuedStory | None
    round: Round | None
    seats: list[Seat]
    queue: list[QueuedStory]
    rounds: list[KeptRound]
    references: list[Reference]
    following: QueuedStory | None
    criteria: list[str]
    timer: dict
    now: datetime
    estimated: int = 0
    items_left: int = 0
    prompt: str = ""
    low_prompt: str = prompts.LOWEST
    high_prompt: str = prompts.HIGHEST
    missing: list[str] = field(default_factory=list)
    revealed_items: set[int] = field(default_factory=set)

    timer_choices = ((60, "1 minute"), (120, "2 minutes"), (300, "5 minutes"), (600, "10 minutes"))

    @property
    def meeting(self):
        return self.room.meeting

    @property
    def is_over(self) -> bool:
        """Whether a room without a meeting is past its deadline."""
        return self.room.deadline is not None and self.now >= self.room.deadline

    @property
    def items_open(self) -> int:
        """Stories that are neither agreed nor skipped."""
        return sum(one.state in (ItemState.OPEN, ItemState.WAITING) for one in self.queue)

    @property
    def offered_deadline(self) -> datetime:
        """Tomorrow in the afternoon of the team, where nothing else is set."""
        if self.room.deadline is not None and not self.is_over:
            return self.room.deadline
        return self.now.astimezone(self.meeting.team.zone).replace(hour=16, minute=0) + timedelta(days=1)

    @property
    def has_reasons(self) -> bool:
        return self.outcome is not None and any(voice.reason for voice in self.outcome.voices)

    @property
    def outcome(self) -> Outcome | None:
        """What the last revealed round of the story says."""
        return self.rounds[-1].outcome if self.rounds else None

    @property
    def table(self) -> list[Seat]:
        """Who sits at the table, after the reveal lowest first."""
        return sorted((seat for seat in self.seats if seat.sits), key=lambda seat: seat.place)

    @property
    def present(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_present]

    @property
    def hosts_to_be(self) -> list[Seat]:
        """Whom the room may be handed over to; the service looks at their role once more."""
        return [seat for seat in self.present if not (seat.is_host or seat.is_guest)]

    @property
    def voters(self) -> int:
        return sum(seat.is_voter for seat in self.present)

    @property
    def watching(self) -> int:
        return len(self.present) - self.voters

    @property
    def voted(self) -> int:
        return sum(seat.has_voted for seat in self.table)

    @property
    def asked(self) -> int:
        """Who had voted, or was missed, at the reveal; who came later was not asked."""
        return self.voted + len(self.missing)

    @property
    def hosts(self) -> str:
        names = [seat.short_name for seat in self.present if seat.is_host]
        return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} hosting" if names else ""

    @property
    def waiting_for(self) -> list[str]:
        return [seat.short_name for seat in self.table if not seat.has_voted]

    @property
    def in_columns(self) -> bool:
        return self.outcome is not None and len(self.outcome.voices) > MOST_SEATS_IN_A_ROW

    @property
    def columns(self) -> list[Column]:
        wide = self.outcome.is_wide
        piles = (*self.outcome.sizes, *self.outcome.others)
        return [Column(pile, wide and self.outcome.is_end(pile.card.label)) for pile in piles]

    @property
    def is_crowded(self) -> bool:
        return len(self.present) > MOST_PEOPLE_IN_SIGHT

    @property
    def agreed_label(self) -> str:
        return self._label(self.item.agreed_points) if self.item else ""

    def _label(self, points: Decimal | None) -> str:
        return next((card.label for card in self.deck.sizes if card.points == points), "")

    @property
    def match(self) -> Reference | None:
        """The reference story that the agreed or suggested size sits beside."""
        wanted = self.item and self.item.agreed_points
        if wanted is None and self.outcome and self.outcome.suggested:
            wanted = self.outcome.suggested.points
        return next((one for one in self.references if one.points == wanted), None)


def shown_room(room: PokerRoom, now: datetime, item: QueuedStory | None = None) -> Shown:
    """Reads a room; `item` is the story to look at, else the one on the table."""
    queue, deck = queue_of(room), Deck.load(room.deck)
    item = item or next((one for one in queue if one.pk == room.current_id), None)
    latest, kept = last_round(item), kept_rounds(item) if item else []
    phase = phase_of(room, item, latest)
    voices = voices_by_round(kept)
    rounds = [KeptRound(one, rules.outcome_of(deck, voices[one.pk])) for one in kept]
    outcome = rounds[-1].outcome if phase == Phase.REVEALED else None
    waiting = [one for one in queue if one.state == ItemState.WAITING]
    return Shown(
        room=room,
        phase=phase,
        deck=deck,
        item=item,
        round=latest,
        seats=_seats(room, latest, outcome),
        queue=queue,
        rounds=rounds,
        references=references(room.meeting.team, item.story) if item and phase != Phase.FINISHED else [],
        following=waiting[0] if waiting else None,
        criteria=[str(one) for one in item.story.criteria.all()] if item and item.story else [],
        timer=timer_payload(room.meeting, now),
        now=now,
        estimated=sum(one.state == ItemState.AGREED for one in queue),
        items_left=len(waiting),
        prompt=prompts.PROMPTS[situation_of(outcome)] if outcome else "",
        missing=latest.missing if latest else [],
        revealed_items=items_without_open_round(room) if room.is_asynchronous else set(),
    )


def phase_of(room: PokerRoom, item: QueuedStory | None, latest: Round | None) -> Phase:
    """What the room is about now."""
    if room.meeting.is_closed:
        return Phase.FINISHED
    if not room.meeting.has_begun or item is None:
        return Phase.LOBBY
    if item.state == ItemState.AGREED:
        return Phase.AGREED
    return Phase.VOTING if latest is None or latest.is_open else Phase.REVEALED


def situation_of(outcome: Outcome) -> Situation:
    """Which question fits what was revealed."""
    if not outcome.sizes or 2 * outcome.sized < len(outcome.voices):
        return Situation.UNSURE
    if outcome.is_unanimous:
        return Situation.AGREED
    if outcome.has_two_camps:
        return Situation.TWO_CAMPS
    return Situation.SPREAD if outcome.is_wide else Situation.NEIGHBOURS


def _seats(room: PokerRoom, latest: Round | None, outcome: Outcome | None) -> list[Seat]:
    """All seats in the order in which people came; revealed ones with their place among the votes."""
    voted = voters_by_round([latest])[latest.pk] if latest else set()
    people = room.meeting.participants.select_related("user")
    voices = outcome.voices if outcome else []
    said = {voice.seat: voice.value for voice in voices}
    order = {voice.seat: place for place, voice in enumerate(voices)}
    return [
        seat_of(
            one,
            has_voted=one.pk in voted,
            value=said.get(one.seat, ""),
            is_end=_end(outcome, said.get(one.seat, "")),
            place=order.get(one.seat, len(order)),
        )
        for one in people
        if one.is_here or one.pk in voted
    ]


def _end(outcome: Outcome | None, value: str) -> str:
    if outcome is None or outcome.ends is None or not outcome.is_wide:
        return ""
    return {outcome.ends[0].card.label: "Lowest", outcome.ends[1].card.label: "Highest"}.get(value, "")
