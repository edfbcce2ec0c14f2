"""The way to the server, which may be cut in either direction at any moment."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import requests

TIMEOUT: Final = (3, 10)  # seconds to connect, and to wait for an answer


class Away(Exception):
    """The server did not answer, or not now; `seconds` is how long it wants to be left alone."""

    def __init__(self, why: str, seconds: float = 0.0):
        super().__init__(why)
        self.seconds = seconds


class TurnedAway(Exception):
    """The server does not know this agent's key, or not for these patients."""


class Uplink:
    """Requests of one agent; `key` is its device credential."""

    def __init__(self, server: str, key: str, session: requests.Session | None = None):
        self._base = f"{server.rstrip('/')}/api/v1/telemetry"
        self._session = session or requests.Session()
        self._session.headers["Authorization"] = f"Device {key}"

    def send(self, lines: Sequence[bytes]) -> list[dict[str, Any]]:
        """The answer for each event of a batch, in its order. Raises Away, TurnedAway."""
        body = b'{"events":[' + b",".join(lines) + b"]}"
        results = self._post("events", body)["results"]
        if len(results) != len(lines):
            raise Away(f"The server answered for {len(results)} of {len(lines)} events")
        return results

    def report(self, said: dict[str, Any]) -> dict[str, Any]:
        """Tells how the agent does, and returns the rules if they are not those it has. Raises Away, TurnedAway."""
        return self._post("edge", msgspec.json.encode(said))

    def _post(self, path: str, body: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._session.post(f"{self._base}/{path}", data=body, headers=headers, timeout=TIMEOUT)
        except requests.RequestException as problem:
            raise Away(type(problem).__name__) from problem
        if answer.status_code in (401, 403):
            raise TurnedAway(f"The server answered {answer.status_code}: is the key still valid?")
        if not answer.ok:
            raise Away(f"The server answered {answer.status_code}", _seconds(answer.headers.get("Retry-After", "")))
        try:
            return msgspec.json.decode(answer.content, type=dict)
        except msgspec.MsgspecError:
            raise Away("The server's answer was cut off") from None


def _seconds(text: str) -> float:
    return min(float(text), 60.0) if text.isdecimal() else 0.0
