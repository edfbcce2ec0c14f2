"""One socket's conversation: who it is, what it asks for, why it ends."""

import asyncio
import logging
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.db import Error as DatabaseError

from live import people, rules
from live.hub import Socket
from live.models import Topic
from live.prepared import Write, writer_of
from live.rules import BadMessage, CloseCode, Kind
from live.station import Station, station_here

logger = logging.getLogger(__name__)

LAST_WORDS = 1.0  # seconds that a closing socket may take to hear why


class LiveConsumer:
    """The ASGI application at /ws/. A plain one: Channels routes to it and tests it, but a consumer
    class of Channels would start tasks and look after database connections for each message."""

    @classmethod
    def as_asgi(cls):
        """For `path("ws/", LiveConsumer.as_asgi())`."""
        return cls()

    async def __call__(self, scope, receive, send):
        await receive()  # "websocket.connect"
        await send({"type": "websocket.accept"})
        async with station_here() as station:
            try:
                await _Conversation(station, receive, send, writer_of(scope)).hold(_session_key(scope))
            except DatabaseError as error:
                logger.warning("A socket is sent away, the database is: %s", error)
                await send({"type": "websocket.close", "code": CloseCode.TRY_LATER})


class _Conversation:
    def __init__(self, station: Station, receive, send, write: Write):
        self.hub, self.ask, self.clerk = station.hub, station.thread.run, station.clerk
        self.receive, self.send, self.write = receive, send, write
        self.loop = asyncio.get_running_loop()
        self.allowance = rules.Allowance(at=self.loop.time())

    async def hold(self, session_key: str) -> None:
        """Talk until one side ends it."""
        revocations = self.hub.revocations
        listener = await self.ask(people.listener_of_session, session_key)
        if listener is None:
            await self._turn_away(CloseCode.SIGNED_OUT)
            return
        socket = Socket(listener.pk, session_key, self.send, self.write, self.loop)
        if not self.hub.admit(socket):
            await self._turn_away(CloseCode.TOO_MANY)
            return
        try:
            self._doubt_if_revoked_since(socket, revocations)
            await self._listen_to(socket)
        finally:
            self.hub.forget(socket)
            await socket.outbox.finish(LAST_WORDS)

    async def _turn_away(self, code: CloseCode) -> None:
        await self.send({"type": "websocket.close", "code": int(code)})

    async def _listen_to(self, socket: Socket) -> None:
        while (event := await self._next_event(socket)) and event["type"] == "websocket.receive":
            if not self.allowance.take(self.loop.time()):
                self.hub.expel(socket, CloseCode.TOO_MANY)
                return
            try:
                await self._obey(socket, rules.parse_message(event.get("text")))
            except BadMessage:
                self.hub.expel(socket, CloseCode.BAD_MESSAGE)
                return

    async def _next_event(self, socket: Socket) -> dict | None:
        """What the client says next; None when the socket was closed meanwhile."""
        coming = asyncio.ensure_future(self.receive())
        await asyncio.wait({coming, socket.closed}, return_when=asyncio.FIRST_COMPLETED)
        if socket.closed.done():
            coming.cancel()
            return None
        return coming.result()

    async def _obey(self, socket: Socket, message) -> None:
        match message:
            case rules.Subscribe(topic):
                await self._subscribe(socket, topic)
            case rules.Unsubscribe(topic):
                self.hub.leave(socket, topic)
            case rules.Act():
                self.clerk.take(socket, message)
            case rules.Ping(number):
                socket.push(rules.frame("", None, Kind.PONG, {"n": number}))

    async def _subscribe(self, socket: Socket, topic: str) -> None:
        if len(socket.topics) >= rules.TOPICS_PER_SOCKET:
            self.hub.expel(socket, CloseCode.TOO_MANY)
            return
        revocations = self.hub.revocations
        name = await self.ask(_name_if_allowed, socket.session_key, topic)
        if name is None:
            socket.push(rules.frame(topic, None, Kind.REFUSED))
            return
        if socket.closed.done():
            return
        self.hub.join(socket, topic, name)
        self._doubt_if_revoked_since(socket, revocations)
        # Joined first, asked for the version then: no change can fall in between.
        versions = await self.ask(Topic.objects.versions, [topic])
        self.hub.greet(socket, topic, versions.get(topic, 0))

    def _doubt_if_revoked_since(self, socket: Socket, revocations: int) -> None:
        if self.hub.revocations != revocations:
            self.hub.suspect({socket})


def _name_if_allowed(session_key: str, topic: str) -> str | None:
    """What the listener is called there, empty for nameless ones; None for those who may not listen."""
    listener = people.listener_of_session(session_key)
    return listener.name_in(topic) if listener is not None and listener.may_hear(topic) else None


def _session_key(scope: dict) -> str:
    cookies = SimpleCookie()
    try:
        for name, value in scope.get("headers", ()):
            if name == b"cookie":
                cookies.load(value.decode("latin-1"))
    except CookieError:
        return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""
