"""A hub and what keeps it going, for as long as somebody is connected in this event loop."""

import asyncio
import weakref

from django.conf import settings

from live import guard
from live.hub import hub_here
from live.listener import listen
from live.threads import DatabaseThread

_stations: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, "Station"] = weakref.WeakKeyDictionary()


class Station:
    """Hub, database thread, Redis listener and guard of one event loop.

    `async with station:` for each connection; the first one starts the rest, the last one stops it.
    """

    def __init__(self):
        self.hub = hub_here()
        self.thread: DatabaseThread | None = None
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
        self.thread = DatabaseThread()
        duties = [guard.keep(self.hub, self.thread)]
        if settings.REDIS_URL:
            duties.append(listen(self.hub))
        self._tasks = [asyncio.create_task(duty) for duty in duties]

    async def _stop(self) -> None:
        tasks, thread = self._tasks, self.thread
        self._tasks, self.thread = [], None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        thread.stop()


def station_here() -> Station:
    """The station of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _stations:
        _stations[loop] = Station()
    return _stations[loop]
