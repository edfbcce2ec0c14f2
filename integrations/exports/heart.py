"""Tells once a second how far a worker is, and renews its lease.

In a thread of its own: the worker reads inside a snapshot of the database, in which nothing can be written.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Final

from django.db import DatabaseError, connection

BEAT: Final = 1.0
logger = logging.getLogger(__name__)


class Lost(Exception):
    """The work was stopped, or another worker has taken it over."""


class Heart:
    """`tell(done)` writes down the progress and says whether the work is still ours; `at(done)` sets the progress."""

    def __init__(self, tell: Callable[[int], bool]):
        self._tell, self._done, self._lost, self._over = tell, 0, False, Event()
        self._thread = Thread(target=self._run, name="export-heart", daemon=True)

    def at(self, done: int) -> None:
        """Raises Lost when the work is no longer ours."""
        self._done = done
        if self._lost:
            raise Lost

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.wait(BEAT) and not self._lost:
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            self._lost = not self._tell(self._done)
        except DatabaseError:  # told the next time; the lease outlasts a few beats
            logger.warning("An export could not tell how far it is.", exc_info=True)
