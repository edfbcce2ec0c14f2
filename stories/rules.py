"""Pure decisions about stories: kinds, scales, the sentence, readiness, the two gates and backlog ranks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from core.errors import Invalid


class Kind(StrEnum):
    STORY = "story"
    BUG = "bug"
    DEBT = "debt"
    SPIKE = "spike"


KIND_NAMES: Final = {
    Kind.STORY: "User story",
    Kind.BUG: "Bug",
    Kind.DEBT: "Technical debt",
    Kind.SPIKE: "Spike",
}


class Category(StrEnum):
    """What a workflow status means to the numbers."""

    TODO = "todo"
    DOING = "doing"
    REVIEW = "review"
    DONE = "done"


class Gate(StrEnum):
    """Where a checklist is asked: at commit (ready), at Done, and at the sprint's close."""

    READY = "ready"
    DONE = "done"
    SPRINT = "sprint"


class Scale(StrEnum):
    FIBONACCI = "fibonacci"
    T_SHIRT = "tshirt"


FIBONACCI: Final = tuple(Decimal(card) for card in (0, 1, 2, 3, 5, 8, 13, 21))
EXTRA_CARDS: Final = (Decimal("0.5"), Decimal(34), Decimal(55))
T_SHIRT: Final = {
    "XS": Decimal(1),
    "S": Decimal(2),
    "M": Decimal(3),
    "L": Decimal(5),
    "XL": Decimal(8),
    "XXL": Decimal(13),
}
# Imported stories may carry values of another tool's scale; beyond this they are surely a mistake.
MOST_POINTS: Final = Decimal(1000)


def cards(scale: str, extra: Iterable = ()) -> list[tuple[str, Decimal]]:
    """The deck of a team as (label, points), lowest first (STO-11)."""
    if scale == Scale.T_SHIRT:
        return list(T_SHIRT.items())
    values = sorted({*FIBONACCI, *(Decimal(str(card)) for card in extra)})
    return [("½" if value == Decimal("0.5") else f"{value:f}", value) for value in values]


def parse_points(text: str | int | float | Decimal | None) -> Decimal | None:
    """Points from user input; None for "not estimated".

    Raises Invalid for text that is no number, negative numbers, more than MOST_POINTS, or over two decimals.
    """
    if text is None or text == "" or text == "?":
        return None
    try:
        value = Decimal(str(text).strip().replace("½", "0.5"))
    except InvalidOperation:
        raise Invalid(f"“{text}” is not a number of points.", field="points", fix="Pick a card of the scale.") from None
    if not value.is_finite() or not 0 <= value <= MOST_POINTS:
        raise Invalid(f"Points must be between 0 and {MOST_POINTS}.", field="points", fix="Pick a card of the scale.")
    if value != round(value, 2):
        raise Invalid("Points have at most two decimals.", field="points", fix="Pick a card of the scale.")
    return value.quantize(Decimal("0.01"))


def parse_timebox(days: str | int | float | Decimal | None) -> Decimal | None:
    """A spike's timebox in days, ½ to 2 (STO-10); raises Invalid outside."""
    if days is None or days == "":
        return None
    try:
        value = Decimal(str(days).strip().replace("½", "0.5"))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not Decimal("0.5") <= value <= 2:
        raise Invalid("A spike's timebox is ½, 1 or 2 days.", field="timebox_days", fix="Choose ½, 1 or 2.")
    return value


@dataclass(frozen=True)
class Sentence:
    """“As a persona, I want goal so that value” (STO-1)."""

    persona: str
    goal: str
    value: str

    @property
    def article(self) -> str:
        return "an" if self.persona[:1].lower() in "aeiou" else "a"

    def __str__(self) -> str:
        who = f"As {self.article} {self.persona.lower()}, " if self.persona else ""
        as_a = f"{who}I want {self.goal}"
        return f"{as_a} so that {self.value}." if self.value else f"{as_a}."


@dataclass(frozen=True)
class Facts:
    """What the gates look at; built by queries from a story."""

    kind: str
    persona: bool
    goal: str
    value: str
    title: str
    points: Decimal | None
    timebox_days: Decimal | None
    question: str
    criteria_met: Sequence[bool]
    ready_items: Sequence[tuple[str, bool]] = ()
    done_items: Sequence[tuple[str, bool]] = ()
    learned: bool = False


def sentence_gaps(facts: Facts) -> list[str]:
    """What a user story's sentence still lacks; other kinds need no sentence."""
    if facts.kind != Kind.STORY:
        return []
    parts = [(facts.persona, "a persona"), (facts.goal.strip(), "what they want"), (facts.value.strip(), "the value")]
    return [f"The sentence lacks {name}." for present, name in parts if not present]


def size_gaps(facts: Facts) -> list[str]:
    """Points for work, a timebox and a question for a spike."""
    if facts.kind != Kind.SPIKE:
        return [] if facts.points is not None else ["It is not estimated."]
    gaps = [] if facts.timebox_days else ["The spike has no timebox."]
    return gaps if facts.question.strip() else [*gaps, "The spike has no question to answer."]


def ready_gaps(facts: Facts) -> list[str]:
    """Everything between a story and Ready (STO-3): sentence, size, and the team's own checklist."""
    return sentence_gaps(facts) + size_gaps(facts) + [text for text, ticked in facts.ready_items if not ticked]


def done_gaps(facts: Facts) -> list[str]:
    """Everything between a story and Done (STO-2, STO-3, STO-10): a spike's answer, open criteria, own checklist."""
    answer = ["What was learned is not written down."] if facts.kind == Kind.SPIKE and not facts.learned else []
    still_open = sum(not met for met in facts.criteria_met)
    plural = "criterion is" if still_open == 1 else "criteria are"
    criteria = [f"{still_open} acceptance {plural} not met."] if still_open else []
    return answer + criteria + [text for text, ticked in facts.done_items if not ticked]


# Ranks are integers with wide gaps, so that a move writes one row; a full gap is spread again under the team's lock.
RANK_GAP: Final = 2**20


def rank_between(before: int | None, after: int | None) -> int | None:
    """A rank strictly between two neighbours (None: the end of the list); None when the gap is full."""
    if before is None and after is None:
        return 0
    if before is None:
        return after - RANK_GAP
    if after is None:
        return before + RANK_GAP
    middle = (before + after) // 2
    return middle if before < middle < after else None


def spread_ranks(count: int) -> list[int]:
    """`count` evenly spaced ranks, lowest first."""
    return [position * RANK_GAP for position in range(count)]
