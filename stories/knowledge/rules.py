"""Who knows a part of the product, and when that is too few (STO-12). Pure."""

from collections.abc import Collection, Sequence
from typing import Final

LATELY_MONTHS: Final = 6


def advice(knowing: Sequence[str], on_it: Collection[str]) -> str:
    """What to do where only one person has worked on an area lately; empty where two or more have, or nobody has.

    `knowing` and `on_it` are names: of those who worked on the area, and of those who have this story in hand.
    """
    if len(knowing) != 1:
        return ""
    name = knowing[0]
    if name not in on_it:
        return f"Only {name} has worked here lately. Whoever takes this could pair with {name}."
    if len(on_it) > 1:
        return ""
    return f"Only {name} has worked here lately. Somebody else could pair with {name} on this."
