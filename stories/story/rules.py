"""Factual hints on a story's readiness (INVEST). Pure; hints advise, they never block."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from stories.rules import Facts, Kind, sentence_gaps, size_gaps


@dataclass(frozen=True)
class Hint:
    """One line of the readiness list; `is_fine` False asks people to have a look."""

    name: str
    is_fine: bool
    text: str


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _number(value: Decimal) -> str:
    return "½" if value == Decimal("0.5") else f"{value.normalize():f}"


def _independent(obstacles: Sequence[str]) -> Hint:
    text = f"Waits for: {obstacles[0]}" if obstacles else "No open impediment"
    return Hint("Independent", not obstacles, text)


def _negotiable(in_sprint: bool) -> Hint:
    text = "In a sprint: agree changes with the team first" if in_sprint else "In no sprint yet: everything can change"
    return Hint("Negotiable", not in_sprint, text)


def _valuable(facts: Facts) -> Hint:
    if facts.kind != Kind.STORY:
        return Hint("Valuable", True, "Needs no sentence")
    gaps = sentence_gaps(facts)
    return Hint("Valuable", not gaps, " ".join(gaps) or "Names whom it serves, what they want and why")


def _estimable(facts: Facts) -> Hint:
    gaps = size_gaps(facts)
    done = "Has a timebox and a question" if facts.kind == Kind.SPIKE else "Estimated"
    return Hint("Estimable", not gaps, " ".join(gaps) or done)


def _small(facts: Facts, largest: Decimal) -> Hint:
    limit = f"The team usually finishes stories of up to {_number(largest)} points"
    if facts.kind == Kind.SPIKE:
        return Hint("Small", True, "A timebox keeps it small")
    if facts.points is None:
        return Hint("Small", False, f"No estimate yet. {limit}")
    return Hint("Small", facts.points <= largest, limit)


def _testable(facts: Facts) -> Hint:
    if facts.kind == Kind.SPIKE:
        return Hint("Testable", bool(facts.question), "The question says when it is answered")
    number = len(facts.criteria_met)
    text = _count(number, "acceptance criterion", "acceptance criteria") if number else "No acceptance criterion yet"
    return Hint("Testable", bool(number), text)


def hints(facts: Facts, *, largest: Decimal, obstacles: Sequence[str] = (), in_sprint: bool = False) -> list[Hint]:
    """INVEST, each letter from facts alone.

    `largest` is the size the team usually finishes, `obstacles` are titles of open impediments.
    """
    return [
        _independent(obstacles),
        _negotiable(in_sprint),
        _valuable(facts),
        _estimable(facts),
        _small(facts, largest),
        _testable(facts),
    ]
