"""A poker room set up and voted in through the public protocol, with guests at its table."""

import asyncio
import json
import re
import secrets
from itertools import count, cycle

from bench.crowd import Crowd, Member, Poster
from bench.person import Person, Refused

VOTE = b'{"seat":'  # stands once for every vote that a frame tells of
CARDS = ("1", "2", "3", "5", "8", "13")


class Table:
    """A running room. `open` makes one, `seat` lets guests in, `listen` opens their sockets, `vote` plays a card."""

    def __init__(self, host: Person, path: str):
        self.host, self.path = host, path
        self.topic = f"meeting:{path.strip('/').rpartition('/')[2]}"
        self.round = ""
        self.guests: list[Person] = []
        self.crowd = Crowd()
        self.sockets: dict[Person, Member] = {}  # the one that each person votes by
        self._posters: dict[Person, Poster] = {}
        self._page, self._number = secrets.token_hex(6), count(1)
        self._cards = cycle(CARDS)
        self._turns = cycle([])

    @classmethod
    def open(cls, host: Person, team: str, *, reveals_by_itself: bool = False) -> "Table":
        """A new room of the team at `/t/…/…/`, with one story on the table and its door open for guests."""
        table = cls(host, host.send(f"{team}poker/new/"))
        table.act("add", title="How large is this?")
        table.act("house-rules", guests_allowed="on", **({"reveals_by_itself": "on"} if reveals_by_itself else {}))
        table.act("start")
        table.act("stance", voter="0")
        table.round = table.round_now()
        return table

    def act(self, name: str, **fields) -> str:
        """What the host presses."""
        return self.host.send(f"{self.path}{name}/", **fields)

    def round_now(self) -> str:
        """The id of the round that the room's page shows."""
        return re.search(r'name="round" value="(\d+)"', self.host.see(self.path))[1]

    def item_now(self) -> str:
        return re.search(r'name="item" value="(\d+)"', self.host.see(self.path))[1]

    def seat(self, number: int) -> None:
        """Let guests in by the link, each with a browser of their own."""
        link = re.search(r'data-invite="(/join/[^"]+)"', self.host.see(self.path))[1]
        for _ in range(number):
            guest = Person(self.host.site)
            guest.send(link, name=f"Guest {len(self.guests) + 1}")
            self.guests.append(guest)
        self._turns = cycle(self.guests)

    async def listen(self, sockets: int) -> None:
        """Open this many sockets, shared among the guests, who vote by their first one."""
        for number in range(sockets):
            guest = self.guests[number % len(self.guests)]
            member = await guest.listen(self.crowd, self.topic)
            self.sockets.setdefault(guest, member)

    async def _poster(self, person: Person) -> Poster:
        """Their kept connection; a new one when the house has hung up meanwhile."""
        kept = self._posters.get(person)
        if kept is None or kept.transport.is_closing():
            loop, site = asyncio.get_running_loop(), self.host.site
            _, kept = await loop.create_connection(Poster, site.host, site.port, ssl=site.tls)
            self._posters[person] = kept
        return kept

    def hang_up(self, person: Person) -> None:
        """Give up their connection: what it may still answer is not waited for."""
        if kept := self._posters.pop(person, None):
            kept.transport.close()

    async def post(self, person: Person, action: str, **fields) -> str:
        """Send a form of the room; the status line of its answer."""
        request = person.raw(f"{self.path}{action}/", **fields)
        try:
            said = await (await self._poster(person)).post(request)
        except ConnectionError:  # the house closed an idle connection in this moment: once more, as browsers do
            self.hang_up(person)
            said = await (await self._poster(person)).post(request)
        if " 204 " not in f"{said} ":
            raise Refused(f"{action} was answered with {said}")
        return said

    def cast(self, guest: Person, card: str) -> asyncio.Future:
        """Send a vote by the guest's socket; the future's result is the answer to it. Raises Refused for another."""
        return asyncio.ensure_future(self._say(guest, self._name(), card))

    async def put_down(self, guest: Person, card: str) -> None:
        """As the page does it: over the socket, and by the form once that cannot say whether the card is in."""
        name = self._name()
        try:
            await self._connect(guest)
            await self._say(guest, name, card)
        except ConnectionError:
            await self.post(guest, "vote", id=name, round=self.round, value=card)

    async def _connect(self, guest: Person) -> None:
        """A socket for a guest whose own is gone."""
        kept = self.sockets.get(guest)
        if kept is None or kept.transport.is_closing():
            self.sockets[guest] = await guest.listen(self.crowd, self.topic)

    def _name(self) -> str:
        """Of a card, by which the house knows it again."""
        return f"{self._page}.{next(self._number)}"

    async def _say(self, guest: Person, name: str, card: str) -> bytes:
        body = {"round": int(self.round), "value": card}
        act = {"act": {"topic": self.topic, "kind": "vote", "id": name, "body": body}}
        said = await self.sockets[guest].say_and_hear(json.dumps(act), f'"id":"{name}"'.encode())
        if b'"problem":null' in said:
            raise ConnectionError("The socket cannot say.")
        if b'"done"' not in said:
            raise Refused(f"A vote was answered with {said.decode()}")
        return said

    async def vote(self) -> float:
        """The next guest plays the next card; seconds until the last socket knows that somebody has voted."""
        return await self.crowd.time_to_last(b'"voted"', lambda: self.cast(next(self._turns), next(self._cards)))

    async def vote_at_once(self) -> float:
        """All guests vote in the same moment; seconds until every socket knows of every vote."""

        def all_at_once() -> asyncio.Future:
            return asyncio.gather(*[self.cast(guest, next(self._cards)) for guest in self.guests])

        return await self.crowd.time_to_last(VOTE, all_at_once, each=len(self.guests))

    async def reveal(self) -> float:
        """The host reveals, everybody hears it and another round is open; seconds from the first to the last."""
        spread = await self._pressed("reveal", spread=True, round=self.round)
        await self._pressed("again", item=await asyncio.to_thread(self.item_now))
        self.round = await asyncio.to_thread(self.round_now)
        return spread

    def _pressed(self, action: str, *, spread: bool = False, **fields):
        press = lambda: asyncio.ensure_future(self.post(self.host, action, **fields))  # noqa: E731
        return self.crowd.time_to_last(b'"room"', press, spread=spread)

    def close(self) -> None:
        self.crowd.close()
        for poster in self._posters.values():
            poster.transport.close()
        for guest in self.guests:
            guest.close()
