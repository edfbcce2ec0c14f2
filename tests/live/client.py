"""A client of the wire for tests: says and hears JSON, remembers how it ended."""

import json
from contextlib import ExitStack

from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class Client:
    def __init__(self, address: str, session_key: str, origin: str | None = "", **options):
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}"}
        self._open = ExitStack()
        connection = connect(
            f"ws://{address}/ws/",
            origin=f"http://{address}" if origin == "" else origin,
            additional_headers=headers,
            compression=None,
            proxy=None,
            **options,
        )
        self.socket = self._open.enter_context(connection)

    def say(self, **message) -> None:
        self.socket.send(json.dumps(message))

    def hear(self, patience=60.0) -> dict:
        """The next frame; TimeoutError when none comes."""
        return json.loads(self.socket.recv(timeout=patience))

    def subscribe(self, topic="probe:1") -> dict:
        """Subscribe and return the answer to it."""
        self.say(subscribe=topic)
        while True:
            frame = self.hear()
            if frame["topic"] == topic and frame["kind"] in {"hello", "refused"}:
                return frame

    def hear_kind(self, kind: str, patience=60.0) -> dict:
        """The next frame of a kind; others are passed over."""
        while True:
            frame = self.hear(patience)
            if frame["kind"] == kind:
                return frame

    def hears_nothing(self) -> bool:
        """Whether nothing came before the answer to a ping sent now."""
        self.say(ping=1)
        return self.hear()["kind"] == "pong"

    def end(self, patience=60.0) -> int:
        """Read until the server closes; returns the code."""
        try:
            while True:
                self.hear(patience)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def close(self) -> None:
        self._open.close()
