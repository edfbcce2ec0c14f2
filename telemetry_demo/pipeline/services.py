"""The pipeline: what sources give is folded and committed, everything of a batch in one transaction (TEL-3)."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from telemetry_demo.events import Event, Key, stream_key
from telemetry_demo.models import InitialState
from telemetry_demo.pace.rules import time_step, wait_step
from telemetry_demo.pipeline import store
from telemetry_demo.pipeline.fold import DUPLICATE, LATE, Batch, Held, Memory
from telemetry_demo.router import ALIAS
from telemetry_demo.sources.base import Chunk, Mark, Source
from telemetry_demo.state.rules import State

BATCH_BYTES = 16 * 1024 * 1024  # of files that wait; what comes live is committed as it comes


class Pipeline:
    """Takes chunks in, one batch at a time.

    States and windows stay in memory between batches. Every commit raises a version; where somebody else has raised it
    meanwhile, the memory is read anew, so any number of processes may write.
    """

    def __init__(self) -> None:
        self._memory = Memory()
        self._version: int | None = None
        self._batches = 0
        self._one_at_a_time = Lock()
        self._owed: tuple[int, int, Counter[str]] | None = None

    def take(
        self, chunks: Sequence[Chunk], *, now: float | None = None, odd: dict[int, str] | None = None
    ) -> Counter[str]:
        """Commit chunks with their marks; how many events were new, duplicate, late and malformed.

        `odd` is filled with why events of the last chunk were not new, by line.
        A chunk that does not follow the mark in the database any more, because another process was quicker, is left
        out. If the commit fails nothing has happened.
        """
        with self._one_at_a_time:
            try:
                with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
                    batch, counts = self._commit(cursor, chunks, int((now or time.time()) * 1e6))
            except BaseException:
                self._memory.forget()
                self._version = None
                raise
            if odd is not None:
                odd |= batch.odd
            self._measure(batch, min((chunk.arrived_at for chunk in chunks), default=0.0))
        return counts

    def take_lines(
        self, part: str, lines: Sequence[bytes], arrived_at: float, *, now: float | None = None
    ) -> list[tuple[str, str]]:
        """Commit what somebody pushes, and say of each line what it was and why, in their order.

        A line is "new", "duplicate", "late" or "malformed". It may have no line end in it.
        """
        data = b"\n".join(lines)
        chunk = Chunk(part, data, 1, None, Mark(offset=len(data), lines=len(lines)), arrived_at)
        odd: dict[int, str] = {}
        self.take([chunk], now=now, odd=odd)
        odd |= {number: "the line is empty" for number, line in enumerate(lines, 1) if not line.strip()}
        return [_verdict(odd.get(number)) for number in range(1, len(lines) + 1)]

    @property
    def owes(self) -> bool:
        """Whether the pace of the last commit is still to be written: with the next one, or with `take([])`."""
        return self._owed is not None

    def _measure(self, batch: Batch, arrived_at: float) -> None:
        """How long its events waited is known after the commit, and so written with the next one."""
        now, self._owed = time.time(), None
        if batch.events and arrived_at:
            self._owed = time_step(int(now * 1e6)), wait_step(now - arrived_at), batch.by_trial()

    def _commit(self, cursor: CursorWrapper, chunks: Sequence[Chunk], now: int) -> tuple[Batch, Counter[str]]:
        version, next_series, segment = store.lock_keeper(cursor)
        self._come_up_to(version, next_series)
        self._batches += 1
        batch, counts = Batch(self._memory, self._batches), Counter()
        for chunk in chunks:
            known = store.mark(cursor, chunk.part)
            if chunk.before is None:
                after = replace(known, offset=known.offset + chunk.after.offset, lines=known.lines + chunk.after.lines)
                chunk = replace(chunk, after=after)
            elif chunk.before != known:
                continue
            counts.update(self._fold(cursor, batch, chunk))
        next_series = _number(cursor, batch, next_series)
        segment += _write(cursor, batch, segment, now)
        if self._owed:
            store.write_pace(cursor, *self._owed)
        store.raise_keeper(cursor, version + 1, next_series, segment)
        self._version = version + 1
        return batch, counts

    def _come_up_to(self, version: int, next_series: int) -> None:
        if version != self._version:
            self._memory.forget()
            self._memory.complete = next_series == 1

    def _fold(self, cursor: CursorWrapper, batch: Batch, chunk: Chunk) -> Counter[str]:
        counts = batch.fold(chunk, None if self._memory.complete else partial(self._load, cursor))
        came = [counts[kind] for kind in ("new", "duplicate", "late", "malformed")]
        store.write_position(cursor, chunk.part, chunk.after, came)
        return counts

    def _load(self, cursor: CursorWrapper, events: list[Event]) -> None:
        """Bring what events touch into memory."""
        memory = self._memory
        keys = set(map(stream_key, events)) - memory.streams.keys()
        states = {key[:4] for key in keys} - memory.states.keys()
        names = {key[4] for key in keys} - memory.windows.keys()
        memory.states |= {state.key: state for state in store.states(cursor, states)}
        memory.windows |= {window.name: window for window in store.windows(cursor, names)}


def _verdict(why: str | None) -> tuple[str, str]:
    if why is None:
        return "new", ""
    return ({DUPLICATE: "duplicate", LATE: "late"}.get(why, "malformed"), "" if why == DUPLICATE else why)


def _number(cursor: CursorWrapper, batch: Batch, free: int) -> int:
    """Give new states their numbers, and make new trials known; the next free number."""
    fresh = [state for state in batch.states if not state.number]
    for number, state in enumerate(fresh, free):
        state.number = number
    store.write_trials(cursor, sorted({state.key[0] for state in fresh}))
    return free + len(fresh)


def _write(cursor: CursorWrapper, batch: Batch, segment: int, now: int) -> int:
    """Write all that the batch changed; how many segments this made."""
    store.write_states(cursor, batch.states, now)
    store.write_windows(cursor, batch.windows, now)
    store.write_refused(cursor, batch.refused, now)
    if not batch.events:
        return 0
    store.write_segment(cursor, segment, batch, now)
    return 1


def take_all(*, source: Source, pipeline: Pipeline, batch: int = BATCH_BYTES) -> Counter[str]:
    """Take in all that a source has now, about `batch` bytes in a commit."""
    counts: Counter[str] = Counter()
    for chunks in gathered(source.chunks(known_marks()), batch):
        counts += pipeline.take(chunks)
        for chunk in chunks:
            source.committed(chunk)
    return counts


def known_marks() -> Mapping[str, Mark]:
    """How far every part of every source was read."""
    with connections[ALIAS].cursor() as cursor:
        return store.marks(cursor)


def gathered(chunks: Iterable[Chunk], enough: int) -> Iterator[list[Chunk]]:
    """Small chunks together, so that many small files need few commits."""
    held, size = [], 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk.data)
        if size >= enough:
            yield held
            held, size = [], 0
    if held:
        yield held


def load_state(*, digest: str, states: Mapping[Key, State], now: float | None = None) -> bool:
    """Merge an initial state into what is kept, in one transaction; False if this very state was loaded before."""
    when = int((now or time.time()) * 1e6)
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        version, next_series, segment = store.lock_keeper(cursor)
        if InitialState.objects.filter(pk=digest).exists():
            return False
        memory = Memory()
        memory.states = {state.key: state for state in store.states(cursor, states)}
        batch = Batch(memory, 1)
        for key, state in states.items():
            held = memory.states.setdefault(key, Held(key))
            held.merge(state)
            batch.states.append(held)
        next_series = _number(cursor, batch, next_series)
        store.write_states(cursor, batch.states, when)
        store.raise_keeper(cursor, version + 1, next_series, segment)
        InitialState.objects.create(digest=digest, series=len(states), applied_at=when)
    return True
