"""How stories may be linked, and what a link is called from either side. Pure."""

from collections.abc import Callable, Iterable
from enum import StrEnum


class Way(StrEnum):
    """A link as somebody on one story says it."""

    BLOCKED_BY = "blocked_by"
    BLOCKS = "blocks"
    RELATES = "relates"
    SPLIT_FROM = "split_from"
    SPLIT_INTO = "split_into"


WAY_NAMES = {
    Way.BLOCKED_BY: "Blocked by",
    Way.BLOCKS: "Blocks",
    Way.RELATES: "Relates to",
    Way.SPLIT_FROM: "Split from",
    Way.SPLIT_INTO: "Split into",
}
# The stored kind of each way, and whether the story it is said on is the link's source.
_STORED = {
    Way.BLOCKED_BY: ("blocks", False),
    Way.BLOCKS: ("blocks", True),
    Way.RELATES: ("relates", True),
    Way.SPLIT_FROM: ("split_from", True),
    Way.SPLIT_INTO: ("split_from", False),
}
_SAID = {stored: way for way, stored in _STORED.items()} | {("relates", False): Way.RELATES}


def way_of(kind: str, *, from_source: bool) -> Way:
    """What a stored link is called on its source, or on its target."""
    return _SAID[(kind, from_source)]


def stored_as(way: Way, here: int, there: int) -> tuple[str, int, int]:
    """(kind, source, target) of a link said on `here`; what only relates is stored one way for both sides."""
    kind, from_source = _STORED[way]
    if kind == "relates":
        return kind, min(here, there), max(here, there)
    return (kind, here, there) if from_source else (kind, there, here)


def path_between(start: int, goal: int, steps: Callable[[set[int]], Iterable[tuple[int, int]]]) -> list[int] | None:
    """The shortest path along links from `start` to `goal`, both included; None where there is none.

    `steps` gives the links (from, to) that leave any of a set of stories.
    """
    came: dict[int, int | None] = {start: None}
    border = {start}
    while border and goal not in came:
        new = {there: here for here, there in steps(border) if there not in came}
        came |= new
        border = set(new)
    if goal not in came:
        return None
    path, step = [], goal
    while step is not None:
        path.append(step)
        step = came[step]
    return path[::-1]
