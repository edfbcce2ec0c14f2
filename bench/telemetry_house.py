"""What bench.telemetry measures inside a process with a database of its own: `python -m bench.telemetry_house WORK`."""

import json
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

import django
from django.conf import settings

django.setup()

from bench.telemetry import KEYS, lines, parse_bare  # noqa: E402  the settings come first
from telemetry_demo.pipeline.prepare import prepare_tables  # noqa: E402
from telemetry_demo.pipeline.services import Pipeline, take_all  # noqa: E402
from telemetry_demo.sources.folder import FolderSource  # noqa: E402

EVENTS = 400_000
SECONDS = 20


def main(work: str) -> None:
    """Print what was measured as JSON."""
    prepare_tables()
    name, _, rate = work.partition(":")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        found = durable(Path(folder)) if name == "durable" else latency(Path(folder), int(rate))
    sys.stdout.write(json.dumps(found))


def durable(folder: Path) -> dict:
    """Events per second from files to commits, and parsed alone: by the clock, as commits wait."""
    made = lines(EVENTS, KEYS)
    for number in range(8):
        part = made[number * EVENTS // 8 : (number + 1) * EVENTS // 8]
        (folder / f"{number}.jsonl").write_bytes(b"\n".join(part) + b"\n")
    parse = min(_seconds(lambda: parse_bare(made)) for _ in range(3))
    took = _seconds(lambda: take_all(source=FolderSource(folder), pipeline=Pipeline()))
    return {"events_s": round(EVENTS / took), "parse_s": round(EVENTS / parse), "events": EVENTS}


def _seconds(work) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def latency(folder: Path, rate: int) -> dict:
    """Milliseconds from a line's arrival in a growing file until its commit has returned."""
    made = lines(rate * SECONDS, KEYS)
    arrived: list[float] = []
    file = (folder / "growing.jsonl").open("wb", buffering=0)
    writer = threading.Thread(target=_write, args=(file, made, rate, arrived))
    source, pipeline, done = FolderSource(folder), Pipeline(), []
    pipeline.take([])
    writer.start()
    while len(done) < len(made):
        new = take_all(source=source, pipeline=pipeline)["new"]
        done += [time.perf_counter()] * new
        if not new:
            time.sleep(0.001)
    writer.join()
    waits = sorted((after - before) * 1000 for before, after in zip(arrived, done, strict=True))
    bare = sorted(_bare_commits(folder / "bare.sqlite3"))
    return {
        "p50": _at(waits, 0.5), "p99": _at(waits, 0.99), "events": len(waits),
        "commit_p50": _at(bare, 0.5), "commit_p99": _at(bare, 0.99),
    }  # fmt: skip


def _write(file, made: list[bytes], rate: int, arrived: list[float]) -> None:
    """Lines at an even rate, those that are due together in one write."""
    begin, sent = time.perf_counter(), 0
    while sent < len(made):
        due = min(len(made), int((time.perf_counter() - begin) * rate))
        if due > sent:
            file.write(b"".join(line + b"\n" for line in made[sent:due]))
            arrived += [time.perf_counter()] * (due - sent)
            sent = due
        time.sleep(0.001)


def _bare_commits(path: Path) -> list[float]:
    """Milliseconds of single-row commits with the same pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    connection.execute("CREATE TABLE bare (value INTEGER)")
    took = [_seconds(lambda: connection.execute("INSERT INTO bare VALUES (1)")) * 1000 for _ in range(400)]
    connection.close()
    return took


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[int(share * (len(ordered) - 1))], 2)


if __name__ == "__main__":
    main(sys.argv[1])
