"""What waits for one client: nothing, as long as it reads."""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable

from live.prepared import Write
from live.rules import BACKLOG_CHARACTERS, BACKLOG_FRAMES


@types.coroutine
def _resume(sending, waits_for):
    """Go on with a coroutine that was started by hand and stopped at `waits_for`."""
    try:
        while True:
            try:
                answer = yield waits_for
            except BaseException as error:
                waits_for = sending.throw(error)
            else:
                waits_for = sending.send(answer)
    except StopIteration:
        return


class Outbox:
    """Sends messages of one socket in order, without ever making the caller wait.

    A prepared frame is written to a client that reads by a plain call. A server's `send` finishes at once too while
    the client reads, so `push` runs it on the spot: no task, no queue, no turn of the event loop per delivery. Only
    when it would block does the rest go on in a task, and later messages queue up to a limit.
    """

    def __init__(self, send: Callable[[dict], Awaitable[None]], write: Write):
        self._send, self._write = send, write
        self._waiting: deque[dict] = deque()
        self._characters = 0
        self._task: asyncio.Task | None = None
        self._gone = False

    def push(self, message: dict, frame: bytes = b"") -> bool:
        """Send now or soon; False when the client is gone or has too much waiting.

        `frame` is the same message as prepared bytes, for a client that can have it at once.
        """
        if self._gone:
            return False
        if frame and self._task is None and self._write(frame):
            return True
        return self._send_now(message) if self._task is None else self._queue(message)

    def push_last(self, message: dict) -> None:
        """Drop what waits and send this one instead."""
        self._waiting.clear()
        self._characters = 0
        self.push(message)

    async def finish(self, patience: float) -> None:
        """Wait up to `patience` seconds for the rest to leave, then give up on it."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=patience)
        self._gone = True
        if self._task is not None:
            self._task.cancel()

    def _send_now(self, message: dict) -> bool:
        sending = self._send(message)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return True
        except Exception:
            self._gone = True  # the server says so by whatever error it has for a lost client
            return False
        self._task = asyncio.create_task(self._drain(_resume(sending, waits_for)))
        return True

    def _queue(self, message: dict) -> bool:
        size = len(message.get("text", ""))
        if len(self._waiting) >= BACKLOG_FRAMES or self._characters + size > BACKLOG_CHARACTERS:
            return False
        self._waiting.append(message)
        self._characters += size
        return True

    async def _drain(self, first: Awaitable[None]) -> None:
        try:
            await first
            while self._waiting:
                message = self._waiting.popleft()
                self._characters -= len(message.get("text", ""))
                await self._send(message)
        except Exception:
            self._gone = True
        finally:
            self._task = None
