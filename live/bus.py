"""From this process to every hub: to its own by a call, to all others through Redis."""

import json
import os
import secrets
import threading
import time
from functools import cache

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac

from live.hub import Hub, call_hubs
from live.outage import Outage
from live.rules import CONTROL_TOPIC

PATIENCE = 0.25  # seconds that a request may lose to a Redis that does not answer
RETRY = 2.0  # seconds without another try after a failure


@cache
def channel() -> str:
    """The one channel of this installation.

    Redis database numbers do not separate channels, so its name must.
    """
    return "truepace:" + salted_hmac("live.channel", "frames", algorithm="sha256").hexdigest()[:16]


def hand_over(hub: Hub, topic: str, version: int, text: str) -> None:
    """Give a frame to a hub, in its loop."""
    if topic == CONTROL_TOPIC:
        hub.revoke(version=version, **json.loads(text))
    else:
        hub.deliver(topic, version, text)


class Sender:
    """The Redis connection by which this process publishes.

    It never waits for a reply (`CLIENT REPLY OFF`): a publish is one write to a socket. What Redis
    loses, the hubs find missing in the database a second later (`guard.py`).
    """

    def __init__(self):
        self.origin = secrets.token_hex(8)  # by which a process knows its own echo
        self._connection = None
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._outage = Outage("Redis is away, other processes hear of changes by asking")

    def send(self, message: str) -> None:
        """Publish, or drop the message when Redis is away.

        Never raises for Redis, never waits much longer than PATIENCE.
        """
        if not settings.REDIS_URL or time.monotonic() < self._not_before:
            return
        with self._lock:
            if time.monotonic() >= self._not_before:
                self._try(message)

    def _try(self, message: str) -> None:
        try:
            self._connected().send_command("PUBLISH", channel(), f"{self.origin} {message}")
            self._outage.is_over()
        except (redis.RedisError, OSError) as error:
            self._outage.goes_on(error)
            self._connection = None
            self._not_before = time.monotonic() + RETRY

    def _connected(self):
        if self._connection is not None and self._connection.can_read():
            self._connection.disconnect()  # nothing is ever sent to us: readable means closed
            self._connection = None
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self):
        pool = redis.ConnectionPool.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
        )
        connection = pool.make_connection()
        connection.connect()
        connection.send_command("PUBLISH", channel(), "")
        connection.read_response()  # the last reply we want: it proves that we may publish here
        connection.send_command("CLIENT", "REPLY", "OFF")
        return connection


_sender = Sender()


def own_origin() -> str:
    """The mark of this process on its messages."""
    return _sender.origin


def broadcast(topic: str, version: int, text: str) -> None:
    """Send a frame to all hubs. Own listeners have it without Redis."""
    call_hubs(hand_over, topic, version, text)
    _sender.send(f"{topic} {version} {text}")


def _start_anew() -> None:
    global _sender
    _sender = Sender()


os.register_at_fork(after_in_child=_start_anew)  # a connection must not be shared with a forked worker
