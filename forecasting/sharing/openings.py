"""How often links are opened, counted in this process and written now and then: reading a report should cost no write.

The first opening after a pause is written at once, the others with the next one that comes ten seconds later. A
process that ends takes with it what it has counted since: at most ten seconds of openings, and those after which
nobody came. A withdrawn link is not concerned: whether it is live is asked of the database each time.
"""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

WRITTEN_EVERY = timedelta(seconds=10)


class Openings:
    """Openings by link that are not written yet."""

    def __init__(self):
        self._lock, self._counts = Lock(), Counter()
        self._written: datetime | None = None

    def add(self, link: int, now: datetime) -> dict[int, int]:
        """Counts one; gives what is to be written now, by link."""
        with self._lock:
            self._counts[link] += 1
            is_due = self._written is None or not timedelta(0) <= now - self._written < WRITTEN_EVERY
            return self._take(now) if is_due else {}

    def take(self, now: datetime) -> dict[int, int]:
        """What is to be written, whenever the last time was."""
        with self._lock:
            return self._take(now)

    def forget(self) -> None:
        """As after a start."""
        with self._lock:
            self._counts, self._written = Counter(), None

    def _take(self, now: datetime) -> dict[int, int]:
        taken, self._counts, self._written = dict(self._counts), Counter(), now
        return taken


openings = Openings()
