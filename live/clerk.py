"""Has done what sockets ask for: all that wait go together, and share one wait for the disk."""

import asyncio
import logging
from collections import deque

from live import acts, rules
from live.acts import UNHEARD, Outcome, Wish
from live.hub import Hub, Socket
from live.rules import CloseCode, Kind
from live.threads import DatabaseThread

logger = logging.getLogger(__name__)

MOST_WAITING = 1000  # acts; more go unheard
MOST_TOGETHER = 100


class Clerk:
    """Takes acts in its event loop and does them, in the order in which they came, in a thread of its own.

    What comes while it is at work waits and is done together. Whoever asked is answered after the commit.
    """

    def __init__(self, hub: Hub):
        self._hub, self._thread = hub, DatabaseThread("live-acts")
        self._waiting: deque[tuple[Socket, rules.Act]] = deque()
        self._task: asyncio.Task | None = None

    def take(self, socket: Socket, act: rules.Act) -> None:
        """Have an act done soon. Who does not listen to its topic, and who comes to a full desk, goes unheard."""
        if act.topic not in socket.topics or len(self._waiting) >= MOST_WAITING:
            self._answer(socket, act, UNHEARD)
            return
        self._waiting.append((socket, act))
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def stop(self) -> None:
        """What waits goes unanswered: its sockets are gone."""
        self._waiting.clear()
        self._thread.stop()

    async def _work(self) -> None:
        try:
            while self._waiting:
                together = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
                for (socket, act), outcome in zip(together, await self._outcomes(together), strict=True):
                    self._answer(socket, act, outcome)
        finally:
            self._task = None

    async def _outcomes(self, together: list[tuple[Socket, rules.Act]]) -> list[Outcome]:
        wishes = [(act.kind, Wish(socket.session_key, act.topic, act.id, act.body)) for socket, act in together]
        try:
            return await self._thread.run(acts.carry_out, wishes)
        except Exception:
            logger.exception("Acts of sockets were not done")
            return [UNHEARD] * len(together)

    def _answer(self, socket: Socket, act: rules.Act, outcome: Outcome) -> None:
        kind = Kind.DONE if outcome.is_done else Kind.DECLINED
        said = {"version": outcome.version} if outcome.is_done else {"problem": outcome.problem}
        if not socket.closed.done() and not socket.push(rules.frame(act.topic, None, kind, {"id": act.id, **said})):
            self._hub.expel(socket, CloseCode.TOO_SLOW)
