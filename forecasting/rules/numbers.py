"""What may be asked of the engine: numbers that a sprint can have, and the reasons for saying nothing."""

from collections.abc import Sequence
from reprlib import repr as short

ENOUGH_SPRINTS = 3
REMEMBERED_SPRINTS = 60  # an older one would weigh less than a millionth
MOST_POINTS = 1_000_000
MOST_CAPACITY = 10


class UnusableNumber(ValueError):
    """A number no sprint can have. The message names it and says what is expected."""


class Refusal(Exception):
    """No honest forecast: ``reason`` says why, ``have`` sprints are there and ``need`` would do."""

    def __init__(self, reason: str, have: int, need: int) -> None:
        super().__init__(reason, have, need)
        self.reason, self.have, self.need = reason, have, need

    def __str__(self) -> str:
        return self.reason


def usable_points(value: float, name: str) -> float:
    """``value`` if a sprint or backlog can have so many points, else UnusableNumber by ``name``."""
    return _number(value, name, MOST_POINTS)


def usable_history(history: Sequence[float]) -> list[float]:
    """The remembered sprints, oldest first. Raises Refusal when they say too little, UnusableNumber."""
    points = [usable_points(value, f"Sprint {place} of the history") for place, value in enumerate(history, start=1)]
    have = len(points)
    if have < ENOUGH_SPRINTS:
        reason = f"A forecast needs {ENOUGH_SPRINTS} finished sprints, and there are {have}."
        raise Refusal(reason, have, ENOUGH_SPRINTS)
    recent = points[-REMEMBERED_SPRINTS:]
    if not any(recent):
        raise Refusal("No finished sprint has completed points, so there is no pace to go by.", 0, 1)
    return recent


def usable_share(capacity: float | None) -> float:
    """The coming sprint's share of a usual one; None means usual. Raises UnusableNumber."""
    return 1.0 if capacity is None else _number(capacity, "The capacity", MOST_CAPACITY)


def _number(value: float, name: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:  # nan is not
        raise UnusableNumber(f"{name} is {short(value)}; it must be a number from 0 to {most:,}.")
    return value
