"""How long a change takes to the last of many browsers, beside a bare broadcast of the same bytes.

The floor and the house take turns, round by round, so that whatever else the machine does weighs
on both. `wire.*` posts to a page that only publishes; `move.*` (bench/board.py) moves a card.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import IO

import psutil
import uvloop

from bench import Reading, figure
from bench.crowd import Crowd, Poster
from bench.house import PROJECT
from scrum.supervisor.redis import server_binary

PAYLOAD = 1500  # bytes of a rendered card
ROUNDS = 200
WARM_UP = 20

Round = Callable[[], Awaitable[float]]


@contextmanager
def server(module: str, environ: dict[str, str] | None = None) -> Iterator[tuple[int, IO[str]]]:
    """Run `python -m module FD`; gives its port and its output."""
    with _running(module, environ) as (port, process):
        yield port, process.stdout


@contextmanager
def served(module: str) -> Iterator[tuple[int, psutil.Process]]:
    """Run `python -m module FD`; gives its port and the process, to be looked at."""
    with _running(module) as (port, process):
        yield port, psutil.Process(process.pid)


@contextmanager
def _running(module: str, environ: dict[str, str] | None = None) -> Iterator[tuple[int, subprocess.Popen]]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(listener.fileno())],
            cwd=PROJECT,
            env=os.environ | (environ or {}),
            pass_fds=[listener.fileno()],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield listener.getsockname()[1], process
        finally:
            process.terminate()
            process.communicate()


@asynccontextmanager
async def bare_broadcast(clients: int, payload_bytes: int = PAYLOAD) -> AsyncIterator[Round]:
    """The floor: gives a function that plays one round and returns its seconds."""
    with server("bench.bare") as (port, _):
        crowd = Crowd()
        for _ in range(clients):
            await crowd.join("127.0.0.1", port)
        text = "said" + "x" * (payload_bytes - 4)
        yield lambda: crowd.time_to_last(b"said", lambda: crowd.members[0].say(text))
        crowd.close()


def bare_broadcast_ms(clients: int, payload_bytes: int = PAYLOAD, rounds: int = ROUNDS) -> float:
    """The floor alone: median milliseconds until the last of `clients` has one's message."""

    async def play() -> float:
        async with bare_broadcast(clients, payload_bytes) as floor:
            return median_ms([await floor() for _ in range(rounds)][WARM_UP:])

    return uvloop.run(play())


@contextmanager
def house_with_redis(module: str = "bench.wire_house") -> Iterator[tuple[int, IO[str]]]:
    """A house for measuring beside a Redis, both on fresh folders; gives port and output."""
    with tempfile.TemporaryDirectory(prefix="truepace-bench-") as folder:
        listens_at = f"{folder}/redis.sock"
        options = ["--port", "0", "--unixsocket", listens_at, "--save", "", "--dir", folder]
        redis = subprocess.Popen([server_binary(), *options], stdout=subprocess.DEVNULL)
        environ = {"DATA_DIR": f"{folder}/data", "REDIS_URL": f"unix://{listens_at}"}
        try:
            with server(module, environ) as house:
                yield house
        finally:
            redis.terminate()
            redis.wait()


@asynccontextmanager
async def published(clients: int) -> AsyncIterator[Round]:
    """A page that publishes, heard by `clients`."""
    with house_with_redis() as (port, output):
        keys = [output.readline().strip() for _ in range(10)]
        crowd = Crowd()
        await listen(crowd, port, keys, clients, "bench:1")
        _, poster = await asyncio.get_running_loop().create_connection(Poster, "127.0.0.1", port)
        body = "y" * PAYLOAD
        request = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        yield lambda: crowd.time_to_last(b'"said"', lambda: poster.post(request))
        crowd.close()


async def listen(crowd: Crowd, port: int, session_keys: list[str], clients: int, topic: str) -> None:
    """Let `clients` join the house's socket, shared among the people, and subscribe to a topic."""
    for number in range(clients):
        cookie = f"session={session_keys[number % len(session_keys)]}"
        await crowd.join("127.0.0.1", port, "/ws/", {"Cookie": cookie})

    def subscribe() -> None:
        for member in crowd.members:
            member.say(f'{{"subscribe":"{topic}"}}')

    await crowd.time_to_last(b'"hello"', subscribe)


async def take_turns(floor: Round, house: Round, rounds: int = ROUNDS) -> Reading:
    """Play both alternately; the median of the house over that of the floor, in milliseconds."""
    for _ in range(WARM_UP):
        await floor()
        await house()
    pairs = [(await floor(), await house()) for _ in range(rounds)]
    floors, houses = zip(*pairs, strict=True)
    return Reading(round(median_ms(houses), 3), round(median_ms(floors), 3), n=rounds)


def median_ms(seconds) -> float:
    """Median of seconds, in milliseconds."""
    return statistics.median(seconds) * 1000


async def _wire(clients: int) -> Reading:
    async with bare_broadcast(clients) as floor, published(clients) as house:
        return await take_turns(floor, house)


@figure("wire.10", "wire.100", unit="ms")
def wire() -> dict[str, Reading]:
    """From a POST that only publishes until the last client has the frame; the median."""
    return {f"wire.{clients}": uvloop.run(_wire(clients)) for clients in (10, 100)}
