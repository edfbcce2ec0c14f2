"""Events as devices write them."""

import contextlib
import json
import random
import sqlite3
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)


def stamp(after: float) -> str:
    """A time so many seconds after the beginning, as devices write it."""
    return (BEGIN + timedelta(seconds=after)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def line(seq: int = 1, value: object = 71.5, *, device: str = "D1", after: float | None = None, **other) -> bytes:
    """One event as a line, without its newline."""
    event = {
        "trial": "T1", "patient": "P100", "visit": "V1", "device": device, "seq": seq,
        "ts": stamp(seq if after is None else after), "signal": "heart_rate", "value": value,
    }  # fmt: skip
    return json.dumps(event | other).encode()


def messy_stream(count: int, seed: int = 1) -> list[bytes]:
    """Events of ten devices with 1 % duplicates and disorder, in the order in which they come."""
    chance, seqs, lines = random.Random(seed), [0] * 10, []
    for place in range(count):
        device = chance.randrange(10)
        seqs[device] += 1
        value = round(chance.gauss(70, 8), 2)
        lines.append(
            line(seqs[device], value, device=f"D{device}", patient=f"P{device}", visit=f"V{place * 3 // count}")
        )
    order = sorted(range(count), key=lambda place: place + chance.uniform(0, 300))
    again = sorted(range(count // 100), key=lambda _: chance.random())
    came = [lines[place] for place in order]
    for place in again:
        came.insert(chance.randrange(place, count), came[place])
    return came


def deliver(folder: Path, lines: list[bytes], files: int) -> None:
    """Files of one size whose names say nothing about their order."""
    folder.mkdir(parents=True, exist_ok=True)
    size = len(lines) // files + 1
    for number in range(files):
        name = f"{(number * 7919 + 13) % 1009:04}.jsonl"
        (folder / name).write_bytes(b"".join(text + b"\n" for text in lines[number * size : (number + 1) * size]))


def raw_bytes(database: Path) -> bytes:
    """All raw lines of a telemetry database, in the order in which they came."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT lines FROM telemetry_demo_segment ORDER BY id").fetchall()
    return b"\n".join(zlib.decompress(packed) for (packed,) in rows)
