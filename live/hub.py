"""Who listens to what in one event loop; a frame in, the same text out to every listener."""

import asyncio
import threading
import weakref
from collections.abc import Iterable

from live import rules
from live.outbox import Outbox
from live.prepared import Write, encode
from live.rules import CONTROL_TOPIC, CloseCode, Kind

_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, "Hub"] = weakref.WeakKeyDictionary()
_hubs_lock = threading.Lock()


class Socket:
    """One open connection of one signed-in person."""

    __slots__ = ("closed", "names", "outbox", "session", "session_key", "topics", "user_id")

    def __init__(self, user_id, session_key: str, send, write: Write, loop: asyncio.AbstractEventLoop):
        self.user_id = user_id
        self.session_key = session_key
        self.session = rules.fingerprint(session_key)
        self.topics: set[str] = set()
        self.names: dict[str, str] = {}  # what the others may call this one, by topic
        self.outbox = Outbox(send, write)
        self.closed: asyncio.Future[CloseCode] = loop.create_future()

    def push(self, text: str) -> bool:
        """Send one frame; False when this client cannot take it any more."""
        return self.outbox.push({"type": "websocket.send", "text": text})

    def close(self, code: CloseCode) -> None:
        """Say why and end; what waited is dropped. A second call changes nothing."""
        if not self.closed.done():
            self.closed.set_result(code)
            self.outbox.push_last({"type": "websocket.close", "code": int(code)})


class Hub:
    """The sockets of one event loop, by topic and by person. Call it in its loop only."""

    def __init__(self):
        self.sockets: dict[Socket, None] = {}  # in order of their last check
        self.suspects: set[Socket] = set()  # to be checked again now
        self.seen: dict[str, int] = {}  # highest version that went out, by topic
        self.revocations = 0  # counted, so that a question asked meanwhile can be doubted
        self.stirred = asyncio.Event()
        self.to_be_told: set[str] = set()  # topics in which somebody with a name came or went
        self._members: dict[str, set[Socket]] = {}
        self._by_user: dict[object, set[Socket]] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(self._members)

    def admit(self, socket: Socket) -> bool:
        """Let a socket in; False when its person has too many already."""
        mine = self._by_user.setdefault(socket.user_id, set())
        if len(mine) >= rules.SOCKETS_PER_USER:
            return False
        mine.add(socket)
        self.sockets[socket] = None
        return True

    def forget(self, socket: Socket) -> None:
        """Take a socket out of everything; harmless when it is out already."""
        for topic in tuple(socket.topics):
            self.leave(socket, topic)
        self.sockets.pop(socket, None)
        self.suspects.discard(socket)
        mine = self._by_user.get(socket.user_id, set())
        mine.discard(socket)
        if not mine:
            self._by_user.pop(socket.user_id, None)

    def join(self, socket: Socket, topic: str, name: str = "") -> None:
        socket.topics.add(topic)
        if name:
            socket.names[topic] = name
            self.to_be_told.add(topic)
        self._members.setdefault(topic, set()).add(socket)

    def leave(self, socket: Socket, topic: str) -> None:
        socket.topics.discard(topic)
        if socket.names.pop(topic, ""):
            self.to_be_told.add(topic)
        members = self._members.get(topic, set())
        members.discard(socket)
        if not members:
            self._members.pop(topic, None)
            self.seen.pop(topic, None)

    def names_in(self, topic: str) -> list[str]:
        """Who listens to a topic here, each once."""
        return sorted({name for socket in self._members.get(topic, ()) if (name := socket.names.get(topic))})

    def named_topics(self) -> set[str]:
        """The topics whose listeners have names."""
        return {topic for socket in self.sockets for topic in socket.names}

    def expel(self, socket: Socket, code: CloseCode) -> None:
        """Close a socket; from here on nothing reaches it."""
        self.forget(socket)
        socket.close(code)

    def greet(self, socket: Socket, topic: str, version: int) -> None:
        """Tell a new listener where the topic stands."""
        self.seen.setdefault(topic, version)
        self._push(socket, rules.frame(topic, version, Kind.HELLO))

    def deliver(self, topic: str, version: int, text: str) -> None:
        """Send one frame to all listeners of its topic. `version` 0: news outside the order."""
        members = self._members.get(topic)
        if not members:
            return
        if version > self.seen.get(topic, 0):
            self.seen[topic] = version
        message, frame = {"type": "websocket.send", "text": text}, encode(text)
        for socket in tuple(members):
            if not socket.outbox.push(message, frame):
                self.expel(socket, CloseCode.TOO_SLOW)

    def resync(self, versions: dict[str, int]) -> None:
        """Compare with the database: tell the version to listeners whom a change did not reach."""
        for topic in self.topics:
            version = versions.get(topic, 0)
            if version > self.seen.get(topic, 0):
                self.deliver(topic, version, rules.frame(topic, version, Kind.RESYNC))
        if versions.get(CONTROL_TOPIC, 0) > self.seen.get(CONTROL_TOPIC, -1):
            self._revoked(versions.get(CONTROL_TOPIC, 0), self.sockets)

    def revoke(self, *, version: int, user_id=None, session: str = "", topic_prefix: str = "") -> None:
        """Close the sockets of an ended session; have those of a person, or of topics, checked.

        A gap in the versions means that another revocation was lost: everybody is checked.
        """
        for socket in [socket for socket in self.sockets if session and socket.session == session]:
            self.expel(socket, CloseCode.SIGNED_OUT)
        in_order = version == self.seen.get(CONTROL_TOPIC, -1) + 1
        self._revoked(version, self._named(user_id, topic_prefix) if in_order else self.sockets)

    def suspect(self, sockets: Iterable[Socket]) -> None:
        """Have these sockets checked at once."""
        self.suspects.update(sockets)
        self.stirred.set()

    def acquit(self, socket: Socket) -> None:
        """A check found nothing: this one is the last to be checked again."""
        self.suspects.discard(socket)
        if socket in self.sockets:
            self.sockets[socket] = self.sockets.pop(socket)

    def _revoked(self, version: int, sockets: Iterable[Socket]) -> None:
        self.seen[CONTROL_TOPIC] = max(version, self.seen.get(CONTROL_TOPIC, 0))
        self.revocations += 1
        self.suspect(sockets)

    def _named(self, user_id, topic_prefix: str) -> set[Socket]:
        named = set(self._by_user.get(user_id, ()))
        for topic, members in self._members.items():
            if topic_prefix and topic.startswith(topic_prefix):
                named |= members
        return named

    def _push(self, socket: Socket, text: str) -> None:
        if not socket.push(text):
            self.expel(socket, CloseCode.TOO_SLOW)


def hub_here() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    with _hubs_lock:
        if loop not in _hubs:
            _hubs[loop] = Hub()
        return _hubs[loop]


def call_hubs(method, *arguments) -> None:
    """Call `method(hub, *arguments)` for each hub of this process, in its own loop.

    From any thread, without waiting.
    """
    with _hubs_lock:
        hubs = list(_hubs.items())
    for loop, hub in hubs:
        try:
            loop.call_soon_threadsafe(method, hub, *arguments)
        except RuntimeError:
            continue  # that loop is closed: nobody listens there
