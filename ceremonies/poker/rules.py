"""Pure decisions of planning poker: the deck, who is in, and what the votes say. Never an average (POK-10)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.errors import Conflict, Invalid
from stories.rules import cards


class ItemState(StrEnum):
    """How far a queued story is."""

    WAITING = "waiting"
    OPEN = "open"
    AGREED = "agreed"
    SKIPPED = "skipped"


class Phase(StrEnum):
    """What a room shows."""

    LOBBY = "lobby"
    VOTING = "voting"
    REVEALED = "revealed"
    AGREED = "agreed"
    FINISHED = "finished"


UNSURE, ENDLESS, BREAK = "?", "∞", "coffee"
SPECIAL: Final = (UNSURE, ENDLESS, BREAK)
SPECIAL_NAMES: Final = {
    UNSURE: "I cannot tell yet",
    ENDLESS: "Too large to estimate",
    BREAK: "I need a break",
}
REASON_LENGTH: Final = 160
MOST_QUEUED: Final = 100
WIDE: Final = 2  # cards of the deck between the ends from which a spread is worth a talk
LONGEST_OPEN: Final = timedelta(days=60)


@dataclass(frozen=True)
class Card:
    """One card; `points` is None for those that are no size."""

    label: str
    points: Decimal | None = None

    @property
    def is_size(self) -> bool:
        return self.points is not None

    @property
    def name(self) -> str:
        """As it is spoken."""
        return SPECIAL_NAMES.get(self.label, self.label)


class Deck:
    """A team's cards, sizes first and lowest first, then ?, ∞ and coffee (POK-5)."""

    def __init__(self, sizes: Iterable[tuple[str, Decimal]]):
        self.sizes = [Card(label, points) for label, points in sizes]
        self.cards = [*self.sizes, *map(Card, SPECIAL)]
        self._place = {card.label: place for place, card in enumerate(self.cards)}

    @classmethod
    def of_scale(cls, scale: str, extra: Iterable = ()) -> "Deck":
        return cls(cards(scale, extra))

    @classmethod
    def load(cls, rows: Iterable[Sequence[str]]) -> "Deck":
        """From what `dump` gave."""
        return cls((label, Decimal(points)) for label, points in rows)

    def dump(self) -> list[list[str]]:
        return [[card.label, f"{card.points:f}"] for card in self.sizes]

    def card(self, label: str) -> Card:
        """Raises Invalid for a card that is not in the deck; the message does not repeat it."""
        if label not in self._place:
            raise Invalid("That card is not in this room's deck.", field="value", fix="Pick one of the cards shown.")
        return self.cards[self._place[label]]

    def place(self, label: str) -> int:
        """Its place in the deck, from 0."""
        return self._place[label]

    def __iter__(self):
        return iter(self.cards)


@dataclass(frozen=True)
class Hand:
    """Which of a page's cards this one is. Cards of one page count in the order of their numbers, however late one of
    them arrives; of two pages the one counts that arrives last.
    """

    page: str = ""
    number: int = 0


FIRST_HAND: Final = Hand()
_HAND = re.compile(r"([0-9a-z]{8,16})\.([0-9]{1,9})")


def hand_of(name: str) -> Hand:
    """The hand that a browser names as `page.number`; for all else, one that overtakes nothing."""
    found = _HAND.fullmatch(name)
    return Hand(found[1], int(found[2])) if found else FIRST_HAND


def is_overtaken(hand: Hand, *, by: Hand) -> bool:
    """Whether the same page has put down a later card."""
    return hand.page == by.page and hand.number < by.number


def clean_reason(reason: str) -> str:
    """A short reason as one line; raises Invalid when it is too long."""
    reason = " ".join(reason.replace("\x00", "").split())
    if len(reason) > REASON_LENGTH:
        raise Invalid(f"A reason has at most {REASON_LENGTH} letters.", field="reason", fix="Say it shorter.")
    return reason


def require_open_round(*, is_open: bool, deadline: datetime | None, now: datetime) -> None:
    """A vote is in, or refused: raises Conflict after the reveal and after the deadline."""
    if not is_open:
        raise Conflict(
            "This round was revealed already, so your card is not in it.",
            field="value",
            fix="Ask for another round to be heard.",
        )
    if deadline is not None and now >= deadline:
        raise Conflict("The time to vote is over.", field="value", fix="The result is revealed in a moment.")


def require_time(deadline: datetime | None, now: datetime) -> None:
    """A new round needs time to vote in: raises Conflict after the deadline."""
    if deadline is not None and now >= deadline:
        raise Conflict("The time to vote is over.", field="deadline", fix="Choose a later time first.")


def is_all_in(voters: Set[int], voted: Set[int]) -> bool:
    """Whether everybody who votes has voted; an empty room is not all in (POK-11)."""
    return bool(voters) and voters <= voted


def clean_deadline(deadline: datetime, now: datetime) -> datetime:
    """Raises Invalid for a time that is past or more than 60 days away."""
    if deadline <= now:
        raise Invalid("That time is over already.", field="deadline", fix="Choose a time in the future.")
    if deadline > now + LONGEST_OPEN:
        raise Invalid("A room stays open for at most 60 days.", field="deadline", fix="Choose an earlier day.")
    return deadline


@dataclass(frozen=True)
class Voice:
    """A revealed vote with the name of who gave it."""

    name: str
    value: str
    reason: str = ""
    seat: str = ""
    tone: int = 0


@dataclass(frozen=True)
class Pile:
    """All votes for one card, with the share that it has of the largest pile, in percent."""

    card: Card
    voices: list[Voice]
    percent: int = 0

    @property
    def count(self) -> int:
        return len(self.voices)


@dataclass(frozen=True)
class Outcome:
    """What a revealed round says. `sizes` are the piles of sizes, lowest first; `others` of ?, ∞ and coffee."""

    sizes: list[Pile]
    others: list[Pile]
    suggested: Card | None
    steps: int  # cards of the deck from the lowest to the highest voice

    @property
    def voices(self) -> list[Voice]:
        """All voices, lowest first."""
        return [voice for pile in (*self.sizes, *self.others) for voice in pile.voices]

    @property
    def sized(self) -> int:
        return sum(pile.count for pile in self.sizes)

    @property
    def agreeing(self) -> int:
        """How many say the suggested card."""
        return next((pile.count for pile in self.sizes if pile.card == self.suggested), 0)

    @property
    def agreement(self) -> int | None:
        """The share of sizes that are the suggested card, in percent; None without a size."""
        return round(100 * self.agreeing / self.sized) if self.sized else None

    @property
    def is_unanimous(self) -> bool:
        return len(self.sizes) == 1 and not self.others

    @property
    def is_wide(self) -> bool:
        return self.steps >= WIDE

    @property
    def ends(self) -> tuple[Pile, Pile] | None:
        """The lowest and the highest pile, None when all sizes are one."""
        return (self.sizes[0], self.sizes[-1]) if len(self.sizes) > 1 else None

    @property
    def has_two_camps(self) -> bool:
        """Two piles apart from each other that hold nearly everybody, neither much smaller than the other."""
        if not self.is_wide or self.sized < 4:
            return False
        first, second = sorted(self.sizes, key=lambda pile: -pile.count)[:2]
        return 2 * second.count >= first.count + 1 and 4 * (first.count + second.count) >= 3 * self.sized

    def is_end(self, label: str) -> bool:
        """Whether this card is one of the two ends that speak first."""
        return self.ends is not None and label in {pile.card.label for pile in self.ends}


def outcome_of(deck: Deck, voices: Iterable[Voice]) -> Outcome:
    """Sorts revealed votes into piles and suggests a card of the deck."""
    voices = sorted(voices, key=lambda voice: (deck.place(voice.value), voice.name.casefold(), voice.seat))
    counts = Counter(voice.value for voice in voices)
    largest = max((counts[card.label] for card in deck.sizes), default=0)
    piles = [
        Pile(
            card,
            [voice for voice in voices if voice.value == card.label],
            round(100 * counts[card.label] / largest) if largest else 0,
        )
        for card in deck
        if counts[card.label]
    ]
    sizes = [pile for pile in piles if pile.card.is_size]
    steps = deck.place(sizes[-1].card.label) - deck.place(sizes[0].card.label) if sizes else 0
    return Outcome(sizes, [pile for pile in piles if not pile.card.is_size], _suggested(deck, sizes), steps)


def _suggested(deck: Deck, sizes: list[Pile]) -> Card | None:
    """The card that most chose; among equals the one nearest to the middle voice, and then the larger."""
    if not sizes:
        return None
    ordered = [pile.card for pile in sizes for _ in pile.voices]
    middle = deck.place(ordered[len(ordered) // 2].label)  # the upper one of two

    def preference(pile: Pile) -> tuple[int, int, int]:
        place = deck.place(pile.card.label)
        return pile.count, -abs(place - middle), place

    return max(sizes, key=preference).card
