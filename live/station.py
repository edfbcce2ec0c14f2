"""A hub and what keeps it going, for as long as somebody is connected in this event loop."""

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable
from functools import partial

from django.conf import settings

from live import guard
from live.clerk import Clerk
from live.hub import hub_here
from live.listener import listen
from live.threads import DatabaseThread

logger = logging.getLogger(__name__)

REST = 1.0  # seconds before a duty that broke off begins again

_stations: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, "Station"] = weakref.WeakKeyDictionary()


class Station:
    """Hub, database thread, clerk, Redis listener and guard of one event loop.

    `async with station:` for each connection; the first one starts the rest, the last one stops it.
    """

    def __init__(self):
        self.hub = hub_here()
        self.thread: DatabaseThread | None = None
        self.clerk: Clerk | None = None
        self._guests = 0
        self._tasks: list[asyncio.Task] = []

    async def __aenter__(self) -> "Station":
        self._guests += 1
        if self._guests == 1:
            self._start()
        return self

    async def __aexit__(self, *error) -> None:
        self._guests -= 1
        if self._guests == 0:
            await self._stop()

    def _start(self) -> None:
        self.thread, self.clerk = DatabaseThread(), Clerk(self.hub)
        duties = [partial(guard.keep, self.hub, self.thread)]
        if settings.REDIS_URL:
            duties.append(partial(listen, self.hub))
        self._tasks = [asyncio.create_task(_without_end(duty)) for duty in duties]

    async def _stop(self) -> None:
        tasks, thread, clerk = self._tasks, self.thread, self.clerk
        self._tasks, self.thread, self.clerk = [], None, None
        while tasks:  # a library may swallow a cancellation
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=REST)
        thread.stop()
        clerk.stop()


async def _without_end(duty: Callable[[], Awaitable[None]]) -> None:
    """Begin a duty again after an error that it did not foresee: nobody else would do it."""
    while True:
        try:
            await duty()
        except Exception:
            logger.exception("A duty of the wire broke off")
        await asyncio.sleep(REST)


def station_here() -> Station:
    """The station of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _stations:
        _stations[loop] = Station()
    return _stations[loop]
