"""A thread in which an event loop has the database asked."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import close_old_connections, connections


class DatabaseThread:
    """Runs queries off the event loop, one after another, on one database connection."""

    def __init__(self, name: str = "live-database"):
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, function, *arguments):
        """Result of `function(*arguments)`; its error is raised here."""
        job = partial(_with_fresh_connection, function, arguments)
        return await asyncio.get_running_loop().run_in_executor(self._executor, job)

    def stop(self) -> None:
        """Close the connection and the thread, without waiting for them."""
        self._executor.submit(connections.close_all)
        self._executor.shutdown(wait=False)


def _with_fresh_connection(function, arguments):
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()
