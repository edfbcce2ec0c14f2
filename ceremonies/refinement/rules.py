"""Whether there is enough for the next sprint, and when refinement is offered. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from forecasting.rules import NextSprint

# So many stories from the top of the backlog are walked.
WALKED: Final = 10


def enough_in_words(points: float, expected: NextSprint) -> str:
    """What so many ready points mean for a sprint that is forecast like this (REF-1)."""
    if points >= expected.p90:
        return "There is enough, even for a very good sprint."
    if points >= expected.p10:
        return f"With {_points(expected.p90 - points)} more, even a very good sprint has work."
    return f"{_points(expected.p10 - points)} more, and a slow sprint has work."


def _points(number: float) -> str:
    whole = max(1, round(number))
    return f"{whole} point{'' if whole == 1 else 's'}"


def is_due(today: date, working: Sequence[date]) -> bool:
    """Whether a sprint with these working days is past its middle: from the day on which half of them have begun."""
    return bool(working) and sum(day <= today for day in working) * 2 >= len(working) and today <= working[-1]


def after(order: Sequence[int], current: int | None) -> int | None:
    """Which story comes after `current`: the first at the start, None after the last, the first after one that left."""
    if current not in order:
        return order[0] if order else None
    place = order.index(current) + 1
    return order[place] if place < len(order) else None
