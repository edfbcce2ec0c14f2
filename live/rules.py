"""What may travel over the wire, decided without Django, clock or sockets."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

MESSAGE_LIMIT = 16 * 1024  # bytes, one message of a client
MESSAGE_RATE = 20  # per second and socket
SOCKETS_PER_USER = 10
TOPICS_PER_SOCKET = 20
BACKLOG_FRAMES = 256  # frames that wait for one slow client before it is dropped
BACKLOG_CHARACTERS = 1024 * 1024

CONTROL_TOPIC = "live:control"  # revocations; no client may subscribe to it

_TOPIC = re.compile(r"[a-z][a-z_-]{0,30}:[A-Za-z0-9_.-]{1,60}")


class CloseCode(IntEnum):
    """Why the server ends a socket; the client decides by it whether to come back."""

    TRY_LATER = 1013
    BAD_MESSAGE = 4400
    SIGNED_OUT = 4401
    NO_ACCESS = 4403
    TOO_SLOW = 4408
    TOO_MANY = 4429


class Kind(StrEnum):
    """Frames that the wire itself sends; all other kinds belong to the app that publishes."""

    HELLO = "hello"
    RESYNC = "resync"
    REFUSED = "refused"
    PONG = "pong"
    DONE = "done"
    DECLINED = "declined"


class BadMessage(Exception):
    """A client said something outside the protocol."""


@dataclass(frozen=True)
class Subscribe:
    topic: str


@dataclass(frozen=True)
class Unsubscribe:
    topic: str


@dataclass(frozen=True)
class Ping:
    number: int


@dataclass(frozen=True)
class Act:
    """Something to be done in a topic. The client names it by `id`, by which it knows the answer; what it says may be
    secret, so printing shows none of it.
    """

    topic: str
    kind: str
    id: str
    body: Mapping = field(repr=False)


def _text(value) -> str:
    if not isinstance(value, str) or len(value) > 100:
        raise BadMessage("A topic is a short text.")
    return value


def _number(value) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise BadMessage("A ping carries a whole number.")
    return value


def _act(value) -> Act:
    if not isinstance(value, dict) or value.keys() != {"topic", "kind", "id", "body"}:
        raise BadMessage("An act has a topic, a kind, an id and a body.")
    if not isinstance(value["body"], dict):
        raise BadMessage("The body of an act is an object.")
    return Act(_text(value["topic"]), _text(value["kind"]), _text(value["id"]), value["body"])


_MESSAGES = {
    "act": _act,
    "subscribe": lambda value: Subscribe(_text(value)),
    "unsubscribe": lambda value: Unsubscribe(_text(value)),
    "ping": lambda value: Ping(_number(value)),
}


def parse_message(text: str | None) -> Subscribe | Unsubscribe | Ping | Act:
    """Read one client message; None stands for a binary one.

    Raises BadMessage for everything outside the protocol.
    """
    if text is None or len(text.encode(errors="replace")) > MESSAGE_LIMIT:
        raise BadMessage("Messages are short texts.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMessage("Messages are JSON.") from None
    if not isinstance(message, dict) or len(message) != 1:
        raise BadMessage("A message is an object with one key.")
    [(name, value)] = message.items()
    if name not in _MESSAGES:
        raise BadMessage("Unknown message.")
    return _MESSAGES[name](value)


def is_topic(name: str) -> bool:
    """Whether `name` is spelled `prefix:key`."""
    return _TOPIC.fullmatch(name) is not None


def frame(topic: str, version: int | None, kind: str, payload: Mapping | None = None) -> str:
    """One frame as the text that every client receives.

    Raises TypeError when the payload is not JSON.
    """
    content = {"topic": topic, "version": version, "kind": kind, "payload": payload or {}}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def fingerprint(session_key: str) -> str:
    """Names a session on the wire and in memory without being the secret itself."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


@dataclass
class Allowance:
    """A bucket of messages that refills at `rate` per second.

    `now` and `at` are seconds of any steady clock.
    """

    rate: float = MESSAGE_RATE
    left: float = MESSAGE_RATE
    at: float = field(default=0.0)

    def take(self, now: float) -> bool:
        """Spend one message; False when the bucket is empty."""
        self.left = min(self.rate, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
