"""How stories may be linked, and what a link is called from either side. Pure."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from enum import StrEnum
from typing import Final

# Links of one import that may lie on circles and are looked at one by one.
MOST_IN_CIRCLES: Final = 2000


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


def without_circles(
    known: Iterable[tuple[Hashable, Hashable]], wanted: Iterable[tuple[Hashable, Hashable]]
) -> list[tuple[Hashable, Hashable]]:
    """Those of the wanted links (from, to) that close no circle, with each other and with the known ones, in order.

    Where more than MOST_IN_CIRCLES of them may lie on circles, all of these stay out.
    """
    known, wanted = list(known), list(dict.fromkeys(wanted))
    entangled = _entangled([*known, *wanted])
    doubtful = [link for link in wanted if entangled.issuperset(link)]
    if not doubtful or len(doubtful) > MOST_IN_CIRCLES:
        return [link for link in wanted if not entangled.issuperset(link)]
    ahead: dict[Hashable, list[Hashable]] = {}
    for source, target in known:
        ahead.setdefault(source, []).append(target)
    refused = set()
    for source, target in doubtful:
        if path_between(target, source, lambda border: ((here, to) for here in border for to in ahead.get(here, ()))):
            refused.add((source, target))
        else:
            ahead.setdefault(source, []).append(target)
    return [link for link in wanted if link not in refused]


def _entangled(links: list[tuple[Hashable, Hashable]]) -> set[Hashable]:
    """What may lie on a circle: the rest once everything is taken away that nothing leads to, or from, step by step."""
    for _ in range(2):
        waits, ahead = Counter(target for _, target in links), {}
        for source, target in links:
            ahead.setdefault(source, []).append(target)
        free = [source for source in ahead if not waits[source]]
        while free:
            for target in ahead.pop(free.pop(), ()):
                waits[target] -= 1
                if not waits[target] and target in ahead:
                    free.append(target)
        links = [(target, source) for source, targets in ahead.items() for target in targets]
    return {end for link in links for end in link}


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
