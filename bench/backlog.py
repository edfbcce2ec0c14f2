"""What the backlog costs, and that its size does not matter.

Costs are processor time of the web process, request by request (on SQLite the database's work is part of it). Before
each request somebody else has changed the backlog, so that nothing counted before is of use.
"""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from bench import Reading, figure
from bench.board import TURNS, Request, Visitor, measured
from bench.wire import house_with_redis


@contextmanager
def visited() -> Iterator[Visitor]:
    """A house with three backlogs, and somebody in it."""
    with house_with_redis("bench.backlog_house") as (port, output):
        yield Visitor(port, json.loads(output.readline()))


class Backlog:
    """One of the three teams, seen by the visitor."""

    def __init__(self, visitor: Visitor, size: str):
        self.visitor, self.path, self.team = visitor, visitor.facts["teams"][size], visitor.facts["ids"][size]
        keys = visitor.facts["stories"][size]
        self._moves = cycle([(keys[0], len(keys) // 2), (keys[-1], 1), (keys[len(keys) // 2], len(keys))])

    def news(self) -> None:
        """Somebody else has changed something."""
        self.visitor.ask(f"/bench/news/{self.team}")

    def see(self, query: str = "") -> None:
        self.visitor.ask(f"{self.path}backlog/{query}")

    def search(self) -> None:
        """By a word that 20 stories of every backlog have, in their criteria."""
        self.visitor.ask(f"{self.path}search/?q=zebra")

    def move(self) -> None:
        """A story goes to a position: from the top to the middle, from the bottom to the top, from the middle down."""
        key, position = next(self._moves)
        self.visitor.post(f"{self.path}backlog/order/", 204, story=key, position=position)


def side_by_side(visitor: Visitor, large: Request, small: Request, before: Request = lambda: None) -> Reading:
    """The median cost of the same request with 10,000 stories and, as its floor, with 200; in turns."""
    costs: dict[Request, list[float]] = {large: [], small: []}
    for turn in range(TURNS + 2):
        for request in (large, small):
            before()
            cost = visitor.cost(request)
            if turn > 1:
                costs[request].append(cost)
    high, low = (round(statistics.median(costs[request]), 3) for request in (large, small))
    return Reading(high, low, n=TURNS)


@figure(
    "backlog.cold_100", "backlog.10k", "backlog.search_10k", "backlog.rank_move_10k",
    unit="ms of processor time", group="backlog",
)  # fmt: skip
def backlog() -> dict[str, Reading]:
    """The first page of 100 stories when nothing is kept, its floor being a view that does nothing; and first page,
    search and move with 10,000 stories, their floors being the same with 200."""
    with visited() as visitor:
        hundred, small, large = (Backlog(visitor, size) for size in ("hundred", "small", "large"))

        def news() -> None:
            for one in (small, large):
                one.news()

        hundred.see()
        return {
            "backlog.cold_100": measured(visitor, hundred.see, lambda: visitor.ask("/bench/forget")),
            "backlog.10k": side_by_side(visitor, large.see, small.see, news),
            "backlog.search_10k": side_by_side(visitor, large.search, small.search, news),
            "backlog.rank_move_10k": side_by_side(visitor, large.move, small.move),
        }
