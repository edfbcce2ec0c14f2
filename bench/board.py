"""What the board costs, and how soon a moved card is everywhere.

Costs are processor time of the web process, request by request, beside a view that does nothing behind the same
middleware; both take turns in one process.
"""

import asyncio
import http.client
import json
import os
import statistics
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlencode

import uvloop
from playwright.sync_api import sync_playwright

from bench import Reading, figure
from bench.crowd import Crowd, Poster
from bench.wire import Round, bare_broadcast, house_with_redis, listen, take_turns

TURNS = 40
CSRF = "b" * 32
FORM = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF, "HX-Request": "true"}

Request = Callable[[], None]


class Visitor:
    """One signed-in person's kept connection to the house."""

    def __init__(self, port: int, facts: dict):
        self.facts, self.port = facts, port
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookie = f"session={facts['sessions'][0]}; csrf={CSRF}"
        self._moves = 0

    def ask(self, path: str, *, expect: int = 200, method: str = "GET", body: str | None = None, **headers: str):
        """Send a request and read its answer; raises RuntimeError for another status than expected."""
        self._connection.request(method, path, body, {"Cookie": self.cookie, "Host": "localhost", **headers})
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != expect:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:500]!r}")
        return answer, text

    def post(self, path: str, expect: int, **fields) -> None:
        self.ask(path, expect=expect, method="POST", body=urlencode(fields), **FORM)

    @property
    def board(self) -> str:
        return self.facts["team"] + "board/"

    def next_move(self) -> dict[str, object]:
        """The fields of a move that changes something, each time another card's or back again."""
        stories, columns = self.facts["stories"], self.facts["columns"]
        _, key = stories[self._moves % len(stories)]
        status = columns[self._moves // len(stories) % 2]
        self._moves += 1
        return {"story": key, "status": status}

    def raw_move(self) -> bytes:
        """The next move as the bytes of its request."""
        body = urlencode(self.next_move())
        lines = {"Host": "localhost", "Cookie": self.cookie, "Content-Length": len(body), **FORM}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {self.board}move/ HTTP/1.1\r\n{head}\r\n{body}".encode()

    def processor_time(self) -> int:
        return int(self.ask("/bench/processor-time")[1])

    def cost(self, request: Request) -> float:
        """Milliseconds of processor time for one request, less what asking for the time itself costs."""
        before = self.processor_time()
        request()
        after = self.processor_time()
        return (after - before - (self.processor_time() - after)) / 1e6


@contextmanager
def visited() -> Iterator[Visitor]:
    """A house with a full board, and somebody in it."""
    with house_with_redis("bench.board_house") as (port, output):
        yield Visitor(port, json.loads(output.readline()))


def measured(visitor: Visitor, request: Request, before: Request = lambda: None) -> Reading:
    """The median cost of a request, and of a hello between any two of them. What happens `before` does not count."""
    costs, floors = [], []
    for _ in range(TURNS):
        before()
        costs.append(visitor.cost(request))
        floors.append(visitor.cost(lambda: visitor.ask("/bench/hello")))
    return Reading(round(statistics.median(costs), 3), round(statistics.median(floors), 3), n=TURNS)


@figure(
    "board.unchanged", "board.one_changed", "board.cold", "card.move", "story.create", "velocity.fresh",
    unit="ms of processor time", group="board",
)  # fmt: skip
def board() -> dict[str, Reading]:
    """A board of 200 stories."""
    with visited() as visitor:
        see = lambda **headers: visitor.ask(visitor.board, **headers)  # noqa: E731
        stories = iter(visitor.facts["stories"])
        team = visitor.facts["team"]
        forget = lambda: visitor.ask("/bench/forget")  # noqa: E731
        story = {"kind": "story", "title": "See who is on call", "goal": "to see it", "value": "nobody waits"}
        see()
        tag = see()[0].headers["ETag"]
        return {
            "board.unchanged": measured(visitor, lambda: see(expect=304, **{"If-None-Match": tag})),
            "board.one_changed": measured(visitor, see, lambda: visitor.ask(f"/bench/touch/{next(stories)[0]}")),
            "board.cold": measured(visitor, see, forget),
            "card.move": measured(visitor, lambda: visitor.post(f"{visitor.board}move/", 204, **visitor.next_move())),
            "story.create": measured(visitor, lambda: visitor.post(f"{team}stories/new/", 200, **story)),
            "velocity.fresh": measured(visitor, lambda: visitor.ask(f"{team}velocity/"), forget),
        }


@figure("board.queries", unit="queries", group="board")
def board_queries() -> Reading:
    """Of a board that nothing is kept of, with 200 stories; the floor is the same with 20."""
    with visited() as visitor:
        queries = visitor.facts["queries"]
        return Reading(queries["full"]["cold"], queries["small"]["cold"])


class Scale(Crowd):
    """A crowd that knows how large the last frame was."""

    weight = 0  # bytes

    def heard(self, frame: bytes) -> None:
        self.weight = len(frame)
        super().heard(frame)


@asynccontextmanager
async def moved(clients: int) -> AsyncIterator[tuple[Round, int]]:
    """A card moved by POST, heard by `clients`; and how many bytes its frame has."""
    with visited() as visitor:
        crowd = Scale()
        visitor.ask(visitor.board)
        await listen(crowd, visitor.port, visitor.facts["sessions"], clients, visitor.facts["topic"])
        _, poster = await asyncio.get_running_loop().create_connection(Poster, "127.0.0.1", visitor.port)

        def round_of_one_move():
            return crowd.time_to_last(b'"card"', lambda: poster.post(visitor.raw_move()))

        await round_of_one_move()
        yield round_of_one_move, crowd.weight
        crowd.close()


async def _move(clients: int) -> Reading:
    async with moved(clients) as (house, size), bare_broadcast(clients, size) as floor:
        return await take_turns(floor, house)


@figure("move.10", "move.100", unit="ms")
def move() -> dict[str, Reading]:
    """From the POST that moves a card until the last client has it; the median. The floor sends as many bytes."""
    return {f"move.{clients}": uvloop.run(_move(clients)) for clients in (10, 100)}


KINDS = {"load.js": "script", "load.css": "stylesheet", "load.fonts": "font"}


@figure("load.js", "load.css", "load.fonts", unit="KB compressed", group="load")
def load() -> dict[str, Reading]:
    """What a browser fetches for the board page the first time."""
    kinds: dict[str, list[int]] = {kind: [] for kind in KINDS.values()}
    for kind, size in _fetched():
        if kind in kinds:
            kinds[kind].append(size)
    return {name: Reading(round(sum(kinds[kind]) / 1000, 1), n=len(kinds[kind])) for name, kind in KINDS.items()}


@figure("load.requests", unit="requests")
def load_requests() -> Reading:
    """All requests of the board page, itself included, until it rests."""
    return Reading(len(_fetched()))


def _fetched() -> list[tuple[str, int]]:
    """Kind and compressed size of everything that the board page fetches into an empty browser."""
    fetched = []
    with visited() as visitor, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        origin = f"http://localhost:{visitor.port}"
        context = browser.new_context()
        context.add_cookies([{"name": "session", "value": visitor.facts["sessions"][0], "url": origin}])
        page = context.new_page()
        page.on("requestfinished", lambda one: fetched.append(one))
        page.goto(origin + visitor.board, wait_until="load")
        page.wait_for_selector(".telemetry")  # the last that comes by itself
        page.wait_for_load_state("networkidle")
        sizes = [(one.resource_type, one.sizes()["responseBodySize"]) for one in fetched]
        browser.close()
    return sizes
