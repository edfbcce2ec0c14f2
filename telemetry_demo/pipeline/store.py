"""Statements that read and write what the pipeline keeps. All run inside the caller's transaction.

By hand, because a commit writes thousands of rows, and a model instance costs several times what writing its row does.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Final

import msgspec
from django.db.backends.utils import CursorWrapper

from core.bulk import batches
from telemetry_demo.events import Key
from telemetry_demo.pipeline.fold import Batch, Held, Numbers, Refused
from telemetry_demo.sources.base import Mark
from telemetry_demo.times import micros, moment

FAST: Final = 1  # zlib's level: the next one takes half as long again for nothing
ASKED_AT_ONCE: Final = 500
SHOWN_REASON: Final = 400

SERIES: Final = (
    "id", "trial", "patient", "visit", "signal", "count", "sum", "mean", "min", "max", "variance", "first_ts",
    "last_ts", "total", "squares", "changed_at",
)  # fmt: skip
DEVICE: Final = ("name", "ranges", "duplicates", "late", "changed_at")
MARK: Final = ("offset", "lines", "fingerprint", "seen", "unfinished")
COUNTS: Final = ("events", "duplicates", "late", "malformed")
POSITION: Final = ("part", *MARK, *COUNTS)
SEGMENT: Final = ("id", "events", "first_ts", "last_ts", "stored_at", "series", "lines")
QUARANTINED: Final = ("part", "line", "reason", "late", "raw", "came_at")


def lock_keeper(cursor: CursorWrapper) -> tuple[int, int, int]:
    """Waits for all other writers; version, next series and next segment."""
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    select = f"SELECT version, next_series, next_segment FROM telemetry_demo_keeper WHERE id = 1{lock}"  # noqa: S608
    cursor.execute(select)
    if row := cursor.fetchone():
        return row
    cursor.execute(
        "INSERT INTO telemetry_demo_keeper (id, version, next_series, next_segment) VALUES (1, 0, 1, 1) "
        "ON CONFLICT (id) DO NOTHING"
    )
    cursor.execute(select)
    return cursor.fetchone()


def raise_keeper(cursor: CursorWrapper, version: int, next_series: int, next_segment: int) -> None:
    """Says what the next writer finds."""
    cursor.execute(
        "UPDATE telemetry_demo_keeper SET version = %s, next_series = %s, next_segment = %s WHERE id = 1",
        [version, next_series, next_segment],
    )


def states(cursor: CursorWrapper, keys: Iterable[Key]) -> list[Held]:
    """The kept states of those keys that have one."""
    found = []
    for some in batches(keys, ASKED_AT_ONCE):
        rows = ", ".join(["(%s, %s, %s, %s)"] * len(some))
        cursor.execute(
            "SELECT id, trial, patient, visit, signal, count, total, squares, min, max, first_ts, last_ts "  # noqa: S608
            f"FROM telemetry_demo_series WHERE (trial, patient, visit, signal) IN (VALUES {rows})",
            [text for key in some for text in key],
        )
        found += [_held(row) for row in cursor.fetchall()]
    return found


def _held(row: Sequence[Any]) -> Held:
    number, trial, patient, visit, signal, count, total, squares, low, high, first, last = row
    state = Held((trial, patient, visit, signal), number)
    state.count, state.min, state.max = count, low, high
    state.total, state.squares = (int.from_bytes(packed, signed=True) for packed in (total, squares))
    state.first_ts, state.last_ts = moment(first), moment(last)
    return state


def windows(cursor: CursorWrapper, names: Iterable[str]) -> list[Numbers]:
    """The kept windows of those devices that have one."""
    found = []
    for some in batches(names, ASKED_AT_ONCE):
        marks = ", ".join(["%s"] * len(some))
        cursor.execute(
            f"SELECT name, ranges, duplicates, late FROM telemetry_demo_device WHERE name IN ({marks})",  # noqa: S608
            some,
        )
        rows = cursor.fetchall()
        found += [Numbers(name, msgspec.msgpack.decode(packed), *counts) for name, packed, *counts in rows]
    return found


def marks(cursor: CursorWrapper) -> dict[str, Mark]:
    """How far every part was read."""
    cursor.execute(f"SELECT part, {', '.join(_quoted(cursor, MARK))} FROM telemetry_demo_position")  # noqa: S608
    return {part: Mark(*rest) for part, *rest in cursor.fetchall()}


def mark(cursor: CursorWrapper, part: str) -> Mark:
    """How far one part was read."""
    columns = ", ".join(_quoted(cursor, MARK))
    cursor.execute(f"SELECT {columns} FROM telemetry_demo_position WHERE part = %s", [part])  # noqa: S608
    row = cursor.fetchone()
    return Mark(*row) if row else Mark()


def write_states(cursor: CursorWrapper, held: Iterable[Held], now: int) -> None:
    """Writes states and their summaries."""
    _upsert(cursor, "series", SERIES, ("id",), [_series_row(state, now) for state in held])


def _series_row(state: Held, now: int) -> tuple:
    return (
        state.number, *state.key, state.count, state.sum, state.mean, state.min + 0.0, state.max + 0.0, state.variance,
        micros(state.first_ts), micros(state.last_ts), _packed(state.total), _packed(state.squares), now,
    )  # fmt: skip


def _packed(whole: int) -> bytes:
    return whole.to_bytes(whole.bit_length() // 8 + 1, signed=True)


def write_windows(cursor: CursorWrapper, held: Iterable[Numbers], now: int) -> None:
    """Writes which numbers came from devices."""
    pack = msgspec.msgpack.encode
    rows = [(one.name, pack(one.ranges), one.duplicates, one.late, now) for one in held]
    _upsert(cursor, "device", DEVICE, ("name",), rows)


def write_position(cursor: CursorWrapper, part: str, reached: Mark, counts: Sequence[int]) -> None:
    """Writes how far a part was read, and adds what came of it."""
    _upsert(cursor, "position", POSITION, ("part",), [(part, *astuple(reached), *counts)], add=COUNTS)


def write_segment(cursor: CursorWrapper, number: int, batch: Batch, now: int) -> None:
    """Writes the accepted lines of a batch with their index."""
    span = micros(batch.first_ts), micros(batch.last_ts)
    series = msgspec.msgpack.encode([state.number for state in batch.states])
    lines = zlib.compress(b"\n".join(batch.blocks), FAST)
    _insert(cursor, "segment", SEGMENT, [(number, batch.events, *span, now, series, lines)])


def write_pace(cursor: CursorWrapper, at: int, wait: int, by_trial: Mapping[str, int]) -> None:
    """Adds to how many events were committed when, and how long they had waited."""
    rows = [(at, trial, wait, events) for trial, events in sorted(by_trial.items())]
    _upsert(cursor, "pace", ("at", "trial", "wait", "events"), ("at", "trial", "wait"), rows, add=("events",))


def write_refused(cursor: CursorWrapper, refused: Iterable[Refused], now: int) -> None:
    """Writes lines that were not taken in."""
    rows = [(one.part, one.line, one.reason[:SHOWN_REASON], one.late, one.raw, now) for one in refused]
    _insert(cursor, "quarantined", QUARANTINED, rows)


def write_trials(cursor: CursorWrapper, names: Iterable[str]) -> None:
    """Trials that nobody has heard of yet belong to nobody."""
    _insert(cursor, "trial", ("name",), [(name,) for name in names], "ON CONFLICT (name) DO NOTHING")


def _upsert(
    cursor: CursorWrapper,
    table: str,
    columns: Sequence[str],
    key: Sequence[str],
    rows: list[tuple],
    add: Sequence[str] = (),
) -> None:
    """Inserts rows or replaces those with the same key; columns in `add` are added to what is there."""
    quote = cursor.db.ops.quote_name
    changes = [
        f"{quote(name)} = {'telemetry_demo_' + table + '.' + quote(name) + ' + ' if name in add else ''}"
        f"excluded.{quote(name)}"
        for name in columns
        if name not in key
    ]
    _insert(cursor, table, columns, rows, f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(changes)}")


def _insert(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: list[tuple], conflict: str = "") -> None:
    if not rows:
        return
    names, places = ", ".join(_quoted(cursor, columns)), ", ".join(["%s"] * len(columns))
    cursor.executemany(
        f"INSERT INTO telemetry_demo_{table} ({names}) VALUES ({places}) {conflict}",  # noqa: S608  names are ours
        rows,
    )


def _quoted(cursor: CursorWrapper, columns: Iterable[str]) -> list[str]:
    return [cursor.db.ops.quote_name(name) for name in columns]
