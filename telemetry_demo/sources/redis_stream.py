"""A log in Redis Streams, read by any number of processes as one consumer group (TEL-1)."""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import redis

from live.outage import Outage
from telemetry_demo.sources.base import Chunk, Mark

STREAM: Final = "telemetry:events"
GROUP: Final = "pipeline"
FIELD: Final = b"event"  # of an entry: one event as JSON
AT_ONCE: Final = 5_000
ABANDONED: Final = 30_000  # ms after which what another reader was given and did not acknowledge is taken over
PATIENCE: Final = 2.0

logger = logging.getLogger(__name__)


class StreamSource:
    """Entries are acknowledged when they are committed: who is killed between the two gets them again, as duplicates.

    `name` tells this reader from the others of the group, and must be the same after a restart. While Redis is away
    nothing comes, and nothing else waits for it.
    """

    def __init__(self, url: str, *, name: str, stream: str = STREAM, abandoned: int = ABANDONED):
        self._client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._stream, self._name, self._abandoned = stream, name, abandoned
        self._given: list[tuple[Chunk, list[bytes]]] = []
        self._outage = Outage("Redis is away, its telemetry stream waits")
        self._has_begun = False
        self._not_before = 0.0

    def chunks(self, marks: Mapping[str, Mark]) -> Iterator[Chunk]:
        """First what this reader was given before and never acknowledged, then what is new, then what others left."""
        if time.monotonic() < self._not_before:
            return
        try:
            self._begin()
            while entries := self._next():
                yield self._chunk(entries)
        except redis.RedisError as problem:
            self._outage.goes_on(problem)
            self._has_begun, self._not_before = False, time.monotonic() + PATIENCE
        else:
            self._outage.is_over()

    def committed(self, chunk: Chunk) -> None:
        """Acknowledge its entries. Where Redis is away they come again, as duplicates."""
        for place, (given, ids) in enumerate(self._given):
            if given is chunk:
                del self._given[place]
                self._acknowledge(ids)
                return

    def _acknowledge(self, ids: list[bytes]) -> None:
        try:
            self._client.xack(self._stream, GROUP, *ids)
        except redis.RedisError as problem:
            self._outage.goes_on(problem)

    def _begin(self) -> None:
        """Make the group where there is none, and ask once for what was given before."""
        if self._has_begun:
            return
        try:
            self._client.xgroup_create(self._stream, GROUP, id="0", mkstream=True)
        except redis.ResponseError as problem:
            if not str(problem).startswith("BUSYGROUP"):
                raise
        self._given.clear()
        self._place: str | bytes = "0"
        self._has_begun = True

    def _next(self) -> list[tuple[bytes, dict]]:
        """The next entries; from `_place` on those given before, until there are none."""
        if self._place != ">":
            if entries := self._read(self._place):
                self._place = entries[-1][0]
                return entries
            self._place = ">"
        return self._read(">") or self._left_by_others()

    def _read(self, place: str | bytes) -> list[tuple[bytes, dict]]:
        found = self._client.xreadgroup(GROUP, self._name, {self._stream: place}, count=AT_ONCE)
        return [entry for _, entries in found or () for entry in entries]

    def _left_by_others(self) -> list[tuple[bytes, dict]]:
        _, entries, *_ = self._client.xautoclaim(self._stream, GROUP, self._name, self._abandoned, count=AT_ONCE)
        mine = {number for _, ids in self._given for number in ids}
        return [entry for entry in entries if entry[0] not in mine]

    def _chunk(self, entries: list[tuple[bytes, dict]]) -> Chunk:
        lines = [_line(fields) for _, fields in entries]
        arrived_at = min(int(number.partition(b"-")[0]) for number, _ in entries) / 1000
        after = Mark(offset=len(entries), lines=len(lines))
        chunk = Chunk(f"redis {self._stream}", b"\n".join(lines), 1, None, after, arrived_at)
        self._given.append((chunk, [number for number, _ in entries]))
        return chunk


def _line(fields: Mapping[bytes, bytes] | None) -> bytes:
    """The event of an entry; an entry without one is kept as it is, for the quarantine."""
    if fields and FIELD in fields:
        return fields[FIELD].replace(b"\n", b" ")
    texts = {key.decode(errors="replace"): value.decode(errors="replace") for key, value in (fields or {}).items()}
    return msgspec.json.encode(texts)
