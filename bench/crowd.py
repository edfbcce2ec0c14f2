"""Many web socket clients that do nothing but notice a frame, so that they weigh little in what
is measured. The same crowd listens to the floor and to the house."""

import asyncio
import base64
import os
import struct
import time
from collections.abc import Awaitable, Callable

TEXT, PING, PONG = 1, 9, 10
FINAL = MASKED = 0x80
PATIENCE = 60.0  # seconds until a frame that does not come is given up
SHORT = 126  # from here on the header's length is only the mark of a longer one


class Crowd:
    """Clients of one server; use `join` for each, then `time_to_last` for each round."""

    def __init__(self):
        self.members: list[Member] = []
        self._marker = b""
        self._missing = 0
        self._first: float | None = None
        self._done: asyncio.Future | None = None
        self.longest = 0  # bytes of the longest frame so far

    async def join(
        self, host: str, port: int, path: str = "/", headers: dict[str, str] | None = None, *, authority: str = "",
        tls=None,
    ) -> "Member":  # fmt: skip
        """Connect one more client; `tls` is an SSL context. Raises ConnectionError when the server refuses."""
        loop = asyncio.get_running_loop()
        _, member = await loop.create_connection(lambda: Member(self), host, port, ssl=tls)
        await member.open(authority or f"{host}:{port}", path, headers or {}, secure=tls is not None)
        self.members.append(member)
        return member

    async def time_to_last(
        self, marker: bytes, start: Callable[[], Awaitable | None], *, each: int = 1, spread: bool = False
    ) -> float:
        """Seconds from `start()`, with `spread` from the first frame, until every client has `each` times a frame
        that contains `marker`; a frame may tell of several at once."""
        self._marker, self._missing, self._first = marker, each * len(self.members), None
        self._done = asyncio.get_running_loop().create_future()
        before = time.perf_counter()
        waiting = start()
        try:
            last = await asyncio.wait_for(self._done, PATIENCE)
        except TimeoutError:
            raise RuntimeError(f"{self._missing} frames with {marker} did not come.") from None
        finally:
            if waiting is not None:
                await waiting
        return last - (self._first if spread else before)

    def heard(self, frame: bytes) -> None:
        """One client has one frame."""
        self.longest = max(self.longest, len(frame))
        if self._marker in frame and self._done and not self._done.done():
            self._missing -= frame.count(self._marker)
            self._first = self._first or time.perf_counter()
            if self._missing <= 0:
                self._done.set_result(time.perf_counter())

    def close(self) -> None:
        for member in self.members:
            member.transport.close()


class Member(asyncio.Protocol):
    """One client: the handshake, and of the protocol what a server's frames need."""

    def __init__(self, crowd: Crowd):
        self._crowd = crowd
        self._buffer = b""
        self._opened: asyncio.Future | None = None
        self._awaited: tuple[bytes, asyncio.Future] | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport

    async def say_and_hear(self, text: str, marker: bytes) -> bytes:
        """Send a text and wait for a frame that contains `marker`."""
        self._awaited = marker, asyncio.get_running_loop().create_future()
        self.say(text)
        return await self._awaited[1]

    def _answered(self, frame: bytes) -> None:
        marker, answer = self._awaited
        if marker in frame and not answer.done():
            answer.set_result(frame)

    async def open(self, host: str, path: str, headers: dict[str, str], *, secure: bool = False) -> None:
        self._opened = asyncio.get_running_loop().create_future()
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {
            "Host": host,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Origin": f"http{'s' if secure else ''}://{host}",
        }
        lines |= {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"} | headers
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.transport.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        await self._opened

    def say(self, text: str) -> None:
        """Send one text of less than 64 KiB."""
        self._send(TEXT, text.encode())

    def _send(self, kind: int, payload: bytes) -> None:
        """The mask is zero, so that masking costs nothing."""
        short = len(payload) < SHORT
        size = bytes([MASKED | len(payload)]) if short else struct.pack("!BH", MASKED | SHORT, len(payload))
        self.transport.write(bytes([FINAL | kind]) + size + bytes(4) + payload)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._opened.done() and not self._shake_hands():
            return
        while (frame := self._next_frame()) is not None:
            if self._awaited:
                self._answered(frame)
            self._crowd.heard(frame)

    def connection_lost(self, exc) -> None:
        for awaited in (self._opened, self._awaited and self._awaited[1]):
            if awaited and not awaited.done():
                awaited.set_exception(ConnectionError("The server hung up."))

    def _shake_hands(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self._opened.set_exception(ConnectionError(head.decode("latin-1")))
            return False
        self._buffer = rest
        self._opened.set_result(None)
        return True

    def _next_frame(self) -> bytes | None:
        """The payload of the next whole text frame; b"" for others, None when there is no more."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, size = 2, buffer[1]
        if size >= SHORT:
            start = 4 if size == SHORT else 10
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return None
        self._buffer = buffer[start + size :]
        kind, payload = buffer[0] & 15, buffer[start : start + size]
        if kind == PING:
            self._send(PONG, payload)
        return payload if kind == TEXT else b""


class Poster(asyncio.Protocol):
    """One kept connection that posts and waits for the answer's head: what starts a round."""

    def __init__(self):
        self._answered: asyncio.Future | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_result(data.split(b"\r\n", 1)[0].decode())

    def connection_lost(self, exc) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(ConnectionError("The server hung up."))

    def post(self, request: bytes) -> asyncio.Future:
        """Send a whole request; the future's result is the status line. Raises ConnectionError without an answer."""
        self._answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answered
