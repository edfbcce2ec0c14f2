"""How soon a step of a room with phases is everywhere: twelve people, from the press to the last socket.

`rooms.<kind>` is the step, which every page shows as soon as it hears of it; `rooms.<kind>.whole` is the room's content
behind it. Beside each, in turns, the bare broadcast of as many bytes. The team is the demo's, with its past. A new kind
of room adds its two phases to `ROOMS`; see docs/ceremonies.md.
"""

import asyncio
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle

import uvloop

from bench import Reading, figure
from bench.house import PROJECT, House
from bench.person import Person, Refused, Site
from bench.poker import broadcast, in_turns
from bench.poker_room import Table

PEOPLE, HOSTS = 12, 3
TURNS, WARM_UP = 40, 4
STEP = 150  # bytes of the frame that tells of a step
LARGEST = 60_000  # bytes that the floor can say at once
# Where each kind of room is opened, and the two phases between which it goes there and back.
ROOMS = {
    "planning": ("planning/{planned}/meeting/open/", "goal", "capacity"),
    "standup": ("standup/new/", "round", "parking"),
    "review": ("review/new/", "opening", "demo"),
    "retro": ("retro/new/", "gather", "vote"),
}


class Circle(Table):
    """A room with phases: its host and guests who listen."""

    @classmethod
    def open(cls, host: Person, new: str) -> "Circle":
        """A room that the page at `new` opens, with its door open for guests, in its first phase."""
        host.send(new)
        beside = new.removesuffix("open/").removesuffix("new/")
        path = re.search(r'(?:data-address|href)="(/meetings/\d+/)"', host.see(beside))[1]
        circle = cls(host, path)
        circle.shown = beside if new.endswith("open/") else path  # members see a planning round its plan
        circle.act("guests", allowed="1")
        circle.act("begin")
        return circle

    def phase_now(self) -> str:
        return re.search(r'data-step="([\w-]*)" aria-current', self.host.see(self.shown))[1]

    def walk_to(self, phase: str) -> None:
        """Presses next until the room shows `phase`."""
        while (now := self.phase_now()) != phase:
            self.act("go-on", seen=now)

    def decide_actions(self) -> None:
        """A check-in does not end before each open action is done, kept or dropped."""
        for action in sorted(set(re.findall(r'name="action" value="(\d+)"', self.host.see(self.path)))):
            self.act("review-action", action=action, verdict="keep", reason="Not yet")

    def _press(self, action: str, marker: bytes = b'"room"', *, who: Person | None = None, **fields):
        press = lambda: asyncio.ensure_future(self.post(who or self.host, action, **fields))  # noqa: E731
        return self.crowd.time_to_last(marker, press)

    def steps(self, first: str, second: str):
        """Two functions that change the phase, there and back by turns: seconds until the last socket knows of the
        step, and until it has the room."""
        ways = cycle((("on", first), ("back", second)))

        async def step(marker: bytes) -> float:
            way, seen = next(ways)
            return await self.crowd.time_to_last(marker, lambda: asyncio.ensure_future(self._go(way, seen)))

        return (lambda: step(b'"step"')), (lambda: step(b'"room"'))

    async def _go(self, way: str, seen: str) -> None:
        """As the page does it: over the host's socket. Raises Refused for another answer than done."""
        name = self._name()
        act = {"act": {"topic": self.topic, "kind": "step", "id": name, "body": {"way": way, "seen": seen}}}
        said = await next(self._hosts).say_and_hear(json.dumps(act), f'"id":"{name}"'.encode())
        if b'"done"' not in said:
            raise Refused(f"A step was answered with {said.decode()}")

    async def listen_all(self) -> None:
        """A socket for each guest, and three for the host, who steps faster here than one of them may ask."""
        await self.listen(PEOPLE - HOSTS)
        self._hosts = cycle([await self.host.listen(self.crowd, self.topic) for _ in range(HOSTS)])

    def answers(self):
        """A function by which the next guest answers the open poll; seconds until the last socket knows."""
        page = self.host.see(self.path)
        poll = re.search(r'data-poll="(\d+)"', page)[1]
        options = cycle(re.findall(r'data-option="(\d+)"', page))
        guests = cycle(self.guests)

        async def answer() -> float:
            return await self._press(f"polls/{poll}/answer", b'"parts"', who=next(guests), option=next(options))

        return answer


@contextmanager
def visited() -> Iterator[tuple[Person, dict[str, str | int]]]:
    """A house with the demo's team, its Scrum master signed in, and the landmarks of that team."""
    with House(demo=True) as house, closing(Person(Site.at(house.url))) as host:
        told = {}
        for module in ("tests.browser.sessions", "tests.browser.landmarks"):
            environ = {**house.environ, "DATA_DIR": str(house.data_dir)}
            command = [sys.executable, "-m", module]
            said = subprocess.run(command, env=environ, cwd=PROJECT, check=True, capture_output=True)
            told |= json.loads(said.stdout)
        host.cookies["session"] = told["sessions"]["maren"]
        host.see(told["team"])
        yield host, told


def _opened(host: Person, told: dict, kind: str) -> Circle:
    new, first, _ = ROOMS[kind]
    circle = Circle.open(host, told["team"] + new.format(**told))
    circle.decide_actions()
    circle.walk_to(first)
    for number in range(8 * (kind == "retro")):
        circle.act("add-card", column="slow", text=f"What slowed us down, {number}")
    if circle.shown == circle.path:
        circle.seat(PEOPLE - 1)
    else:  # a plan has no guests: its people come in by their own sessions
        circle.guests = [Person(host.site) for _ in told["sessions"]]
        for person, session in zip(circle.guests, told["sessions"].values(), strict=True):
            person.cookies["session"] = session
    return circle


async def _walked(host: Person, told: dict, kind: str) -> dict[str, Reading]:
    circle = await asyncio.to_thread(_opened, host, told, kind)
    await circle.listen_all()
    step, whole = circle.steps(*ROOMS[kind][1:])
    await whole(), await whole()
    size = min(circle.crowd.longest, LARGEST)
    async with broadcast("bench.bare", PEOPLE, STEP) as small, broadcast("bench.bare", PEOPLE, size) as large:
        taken = await in_turns(small.one, step, large.one, whole, turns=TURNS, warm_up=WARM_UP)
    circle.close()
    few, stepped, many, shown = (round(statistics.median(one), 3) for one in taken)
    name = f"rooms.{kind}"
    return {name: Reading(stepped, few, n=TURNS), f"{name}.whole": Reading(shown, many, n=TURNS)}


def _figure(kind: str) -> None:
    @figure(f"rooms.{kind}", f"rooms.{kind}.whole", unit="ms", group="rooms")
    def walked() -> dict[str, Reading]:
        with visited() as (host, told):
            return uvloop.run(_walked(host, told, kind))

    walked.__doc__ = f"A change of phase in a {kind}, until the last of twelve people sees it; the median."


for _kind in ROOMS:
    _figure(_kind)


async def _asked(host: Person, told: dict) -> Reading:
    circle = await asyncio.to_thread(Circle.open, host, f"{told['team']}retro/new/")
    await asyncio.to_thread(circle.seat, PEOPLE)
    await circle.listen(PEOPLE)
    size = len(re.search(r'<section class="panel poll-panel".*?</section>', host.see(circle.path), re.S)[0])
    async with broadcast("bench.bare", PEOPLE, size) as floor:
        bare, room = await in_turns(floor.one, circle.answers(), turns=TURNS, warm_up=WARM_UP)
    circle.close()
    return Reading(round(statistics.median(room), 3), round(statistics.median(bare), 3), n=TURNS)


@figure("rooms.poll", unit="ms", group="rooms")
def poll() -> Reading:
    """An answer to an anonymous poll of a room, until the last of twelve people sees the count; the median."""
    with visited() as (host, told):
        return uvloop.run(_asked(host, told))
