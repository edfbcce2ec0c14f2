"""How soon a vote is everywhere, beside a bare broadcast and beside stock Channels groups of the same size.

The house is the real one, as `bin/run` starts it: web, worker, Redis, and a database on the disk that TMPDIR names.
People come in through its pages (`bench/poker_room.py`). All three take turns, vote by vote, so that whatever else the
machine does weighs on each of them.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import psutil
import uvloop

from bench import Reading, figure
from bench.crowd import Crowd
from bench.house import House
from bench.person import Person, Site
from bench.poker_room import Table
from bench.wire import Round, served

FRAME = 110  # bytes of the frame that says that somebody has voted
MARK = b"said"
PAGE = 9000  # bytes of the frame of a reveal
WARM_UP = 10
TURNS = 100
SECONDS, RATE = 10, 100  # of votes in fifty rooms, a second
EMAIL, PASSWORD = "load@bench.test", "nine quiet monitors"


@contextmanager
def visited() -> Iterator[tuple[House, Person, str]]:
    """A fresh house with somebody signed in, and the address of their team."""
    with House() as house, closing(Person(Site.at(house.url))) as host:
        yield house, host, host.sign_up(EMAIL, PASSWORD, "Olga Load")


@asynccontextmanager
async def broadcast(module: str, clients: int, size: int = FRAME) -> AsyncIterator["Broadcast"]:
    """`clients` of a server that only sends on what one of them says."""
    with served(module) as (port, process):
        crowd = Crowd()
        for _ in range(clients):
            await crowd.join("127.0.0.1", port)
        yield Broadcast(crowd, text_of(size), process)
        crowd.close()


def text_of(size: int) -> str:
    """A text that says once that something was said."""
    return MARK.decode() + "x" * (size - len(MARK))


class Broadcast:
    """What the floor and the peer do."""

    def __init__(self, crowd: Crowd, text: str, process: psutil.Process):
        self.crowd, self._text, self.process = crowd, text, process

    async def one(self) -> float:
        return await self.crowd.time_to_last(MARK, lambda: self.crowd.members[0].say(self._text))

    async def spread(self) -> float:
        return await self.crowd.time_to_last(MARK, lambda: self.crowd.members[0].say(self._text), spread=True)

    async def all_at_once(self) -> float:
        def say() -> None:
            for member in self.crowd.members:
                member.say(self._text)

        return await self.crowd.time_to_last(MARK, say, each=len(self.crowd.members))


async def in_turns(*rounds: Round, turns: int = TURNS, warm_up: int = WARM_UP) -> list[list[float]]:
    """What each took, in milliseconds."""
    for _ in range(warm_up):
        for play in rounds:
            await play()
    taken = [[await play() for play in rounds] for _ in range(turns)]
    return [[1000 * seconds for seconds in column] for column in zip(*taken, strict=True)]


def beside(name: str, taken: list[list[float]], of: Callable = statistics.median) -> dict[str, Reading]:
    """The house's and the peer's reading over the floor's; in this order in `taken`: floor, house, peer."""
    floor, house, peer = (round(of(one), 3) for one in taken)
    n = len(taken[0])
    return {name: Reading(house, floor, n=n), f"{name}.channels": Reading(peer, floor, n=n)}


async def _voted(host: Person, team: str, sockets: int) -> dict[str, Reading]:
    table = await seated(host, team, min(sockets, 100), sockets)
    async with broadcast("bench.bare", sockets) as floor, broadcast("bench.channels_peer", sockets) as peer:
        taken = await in_turns(floor.one, table.vote, peer.one)
    table.close()
    return beside(f"poker.{sockets}", taken)


async def seated(host: Person, team: str, guests: int, sockets: int, **rules) -> Table:
    """A running room with guests and their sockets."""
    table = await asyncio.to_thread(Table.open, host, team, **rules)
    await asyncio.to_thread(table.seat, guests)
    await table.listen(sockets)
    return table


SIZES = (10, 100, 500)


@figure(
    *[name for size in SIZES for name in (f"poker.{size}", f"poker.{size}.channels")], unit="ms", group="poker"
)  # fmt: skip
def votes() -> dict[str, Reading]:
    """From a vote that is sent to the last socket that knows of it; the median."""
    found = {}
    for size in SIZES:
        with visited() as (_, host, team):
            found |= uvloop.run(_voted(host, team, size))
    return found


async def _burst(host: Person, team: str) -> dict[str, Reading]:
    table = await seated(host, team, 100, 100)
    async with broadcast("bench.bare", 100) as floor, broadcast("bench.channels_peer", 100) as peer:
        taken = await in_turns(floor.all_at_once, table.vote_at_once, peer.all_at_once, turns=10, warm_up=2)
    table.close()
    return beside("poker.burst_100", taken)


@figure("poker.burst_100", "poker.burst_100.channels", unit="ms", group="poker")
def burst() -> dict[str, Reading]:
    """100 people vote in the same moment, until each of them knows of all 100 votes; the median."""
    with visited() as (_, host, team):
        return uvloop.run(_burst(host, team))


async def _spread(host: Person, team: str) -> dict[str, Reading]:
    table = await seated(host, team, 10, 100)

    async def voted_and_revealed() -> float:
        await table.vote()
        return await table.reveal()

    async with broadcast("bench.bare", 100, PAGE) as floor, broadcast("bench.channels_peer", 100, PAGE) as peer:
        taken = await in_turns(floor.spread, voted_and_revealed, peer.spread, turns=20, warm_up=2)
    table.close()
    return beside("poker.reveal_spread_100", taken)


@figure("poker.reveal_spread_100", "poker.reveal_spread_100.channels", unit="ms", group="poker")
def reveal_spread() -> dict[str, Reading]:
    """Between the first and the last of 100 sockets that have the reveal; the median."""
    with visited() as (_, host, team):
        return uvloop.run(_spread(host, team))


def _processor_time(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def _cost(process: psutil.Process, play: Callable[[], Awaitable], clients: int, turns: int = 300) -> float:
    """Microseconds of processor time for one delivery, all that leads to it included."""
    before = _processor_time(process)
    for _ in range(turns):
        await play()
    return round(1e6 * (_processor_time(process) - before) / (turns * clients), 2)


async def _costs(house: House, host: Person, team: str) -> dict[str, Reading]:
    table = await seated(host, team, 100, 100)
    async with broadcast("bench.bare", 100) as floor, broadcast("bench.channels_peer", 100) as peer:
        bare = await _cost(floor.process, floor.one, 100)
        ours = await _cost(house.child("scrum.web"), table.vote, 100)
        theirs = await _cost(peer.process, peer.one, 100)
    table.close()
    name = "poker.cpu_per_delivery"
    return {name: Reading(ours, bare, n=30_000), f"{name}.channels": Reading(theirs, bare, n=30_000)}


@figure("poker.cpu_per_delivery", "poker.cpu_per_delivery.channels", unit="µs", group="poker")
def cpu_per_delivery() -> dict[str, Reading]:
    """Processor time of the web process for a vote, shared among 100 deliveries."""
    with visited() as (house, host, team):
        return uvloop.run(_costs(house, host, team))


async def _held(process: psutil.Process, connect: Callable[[], Awaitable], sockets: int) -> float:
    """Kilobytes that one more connection takes."""
    before = process.memory_full_info().uss
    await connect()
    return round((process.memory_full_info().uss - before) / sockets / 1024, 1)


async def _memory(house: House, host: Person, team: str, sockets: int = 500) -> dict[str, Reading]:
    table = await seated(host, team, 50, 50)  # the first ones wake what all of them share
    ours = await _held(house.child("scrum.web"), lambda: table.listen(sockets - 50), sockets - 50)
    found = []
    for module in ("bench.bare", "bench.channels_peer"):
        with served(module) as (port, process):
            crowd = Crowd()

            async def join(number: int, crowd=crowd, port=port) -> None:
                for _ in range(number):
                    await crowd.join("127.0.0.1", port)

            await join(50)
            found.append(await _held(process, lambda join=join: join(sockets - 50), sockets - 50))
            crowd.close()
    table.close()
    bare, theirs = found
    name = "poker.memory_per_connection"
    return {name: Reading(ours, bare, n=sockets), f"{name}.channels": Reading(theirs, bare, n=sockets)}


@figure("poker.memory_per_connection", "poker.memory_per_connection.channels", unit="KB", group="poker")
def memory_per_connection() -> dict[str, Reading]:
    """What each of 500 sockets that listen to a room adds to the web process."""
    with visited() as (house, host, team):
        return uvloop.run(_memory(house, host, team))


async def paced(plays: list[Callable[[], Awaitable[float]]]) -> list[float]:
    """Play round and round, RATE times a second for SECONDS; milliseconds from when each was due, waiting included."""
    begun, locks, tasks = time.perf_counter(), [asyncio.Lock() for _ in plays], []

    async def play(place: int, due: float) -> float:
        async with locks[place]:  # one room hears one vote at a time
            await plays[place]()
        return 1000 * (time.perf_counter() - due)

    for number in range(SECONDS * RATE):
        due = begun + number / RATE
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(play(number % len(plays), due)))
    return await asyncio.gather(*tasks)


def _p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[-1]


async def _rooms(module: str, rooms: int, sockets: int) -> list[float]:
    with served(module) as (port, _):
        crowds = [Crowd() for _ in range(rooms)]
        for number, crowd in enumerate(crowds):
            for _ in range(sockets):
                await crowd.join("127.0.0.1", port, f"/{number}")
        taken = await paced([Broadcast(crowd, text_of(FRAME), None).one for crowd in crowds])
        for crowd in crowds:
            crowd.close()
    return taken


async def _many(host: Person, team: str) -> dict[str, Reading]:
    tables = [await seated(host, team, 10, 10) for _ in range(50)]
    house = await paced([table.vote for table in tables])
    for table in tables:
        table.close()
    while (left := sockets_open(host)) > 0:
        await asyncio.sleep(0.1)
    floor, peer = await _rooms("bench.bare", 50, 10), await _rooms("bench.channels_peer", 50, 10)
    return beside("poker.rooms_50x10", [floor, house, peer], _p99) | {"poker.rooms_50x10.left": Reading(left)}


def sockets_open(person: Person) -> int:
    """As the house itself counts them."""
    lines = person.see("/metrics").splitlines()
    return round(float(next(line.split()[1] for line in lines if line.startswith("truepace_live_sockets "))))


@figure(
    "poker.rooms_50x10", "poker.rooms_50x10.channels", "poker.rooms_50x10.left", unit="ms", group="poker"
)  # fmt: skip
def rooms() -> dict[str, Reading]:
    """100 votes a second in 50 rooms of 10: the 99th percentile until the last socket of the room knows; every vote
    arrives, and `left` counts sockets that the house still holds after all have gone."""
    with visited() as (_, host, team):
        return uvloop.run(_many(host, team))
