"""How soon a step of a room with phases is everywhere: twelve people, from the press to the last socket.

Beside it the bare broadcast of as many bytes as the room's page has, in turns. A new kind of room adds a `Circle` of
its own and a figure; see docs/ceremonies.md.
"""

import asyncio
import re
from itertools import cycle

import uvloop

from bench import Reading, figure
from bench.person import Person
from bench.poker import broadcast, in_turns, visited
from bench.poker_room import Table

PEOPLE = 12
TURNS, WARM_UP = 60, 6
LARGEST = 60_000  # bytes that the floor can say at once


class Circle(Table):
    """A room with phases: its host and guests who listen."""

    @classmethod
    def open(cls, host: Person, new: str) -> "Circle":
        """A room that the page at `new` opens, with its door open for guests, in its first phase."""
        circle = cls(host, host.send(new))
        circle.act("guests", allowed="1")
        circle.act("begin")
        return circle

    def phase_now(self) -> str:
        return re.search(r'data-phase="([\w-]*)"', self.host.see(self.path))[1]

    def walk_to(self, phase: str) -> None:
        """Presses next until the room shows `phase`."""
        while (now := self.phase_now()) != phase:
            self.act("go-on", seen=now)

    def _press(self, action: str, marker: bytes = b'"room"', *, who: Person | None = None, **fields):
        press = lambda: asyncio.ensure_future(self.post(who or self.host, action, **fields))  # noqa: E731
        return self.crowd.time_to_last(marker, press)

    def steps(self, first: str, second: str):
        """A function that changes the phase, there and back by turns; seconds until the last socket knows."""
        ways = cycle((("go-on", first), ("go-back", second)))

        async def step() -> float:
            action, seen = next(ways)
            return await self._press(action, seen=seen)

        return step

    def answers(self):
        """A function by which the next guest answers the open poll; seconds until the last socket knows."""
        page = self.host.see(self.path)
        poll = re.search(r'data-poll="(\d+)"', page)[1]
        options = cycle(re.findall(r'data-option="(\d+)"', page))
        guests = cycle(self.guests)

        async def answer() -> float:
            return await self._press(f"polls/{poll}/answer", b'"parts"', who=next(guests), option=next(options))

        return answer


async def _beside_floor(circle: Circle, play, size: int) -> Reading:
    async with broadcast("bench.bare", PEOPLE, min(size, LARGEST)) as floor:
        bare, room = await in_turns(floor.one, play, turns=TURNS, warm_up=WARM_UP)
    circle.close()
    middle = lambda taken: round(sorted(taken)[len(taken) // 2], 3)  # noqa: E731
    return Reading(middle(room), middle(bare), n=TURNS)


async def _seated(circle: Circle) -> None:
    await asyncio.to_thread(circle.seat, PEOPLE)
    await circle.listen(PEOPLE)


async def _retro(host: Person, team: str) -> Reading:
    circle = await asyncio.to_thread(Circle.open, host, f"{team}retro/new/")
    await asyncio.to_thread(circle.walk_to, "gather")
    for number in range(8):
        await asyncio.to_thread(circle.act, "add-card", column="slow", text=f"What slowed us down, {number}")
    await _seated(circle)
    size = len(circle.host.see(circle.path))
    return await _beside_floor(circle, circle.steps("gather", "vote"), size)


@figure("rooms.retro", unit="ms", group="rooms")
def retro() -> Reading:
    """A change of phase in a retrospective with eight cards, until the last of twelve people sees it; the median."""
    with visited() as (_, host, team):
        return uvloop.run(_retro(host, team))


async def _poll(host: Person, team: str) -> Reading:
    circle = await asyncio.to_thread(Circle.open, host, f"{team}retro/new/")
    await _seated(circle)
    page = circle.host.see(circle.path)
    size = len(re.search(r'<section class="panel poll-panel".*?</section>', page, re.S)[0])
    return await _beside_floor(circle, circle.answers(), size)


@figure("rooms.poll", unit="ms", group="rooms")
def poll() -> Reading:
    """An answer to an anonymous poll of a room, until the last of twelve people sees the count; the median."""
    with visited() as (_, host, team):
        return uvloop.run(_poll(host, team))
