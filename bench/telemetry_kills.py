"""The telemetry pipeline is killed with -9 at random while it reads a million events (TEL-3).

`python -m bench telemetry_kills`: the summaries and the raw bytes must be those of a run that was left alone.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from bench import Reading, figure
from bench.house import PROJECT
from bench.telemetry import lines, manage, messy

KILLS = int(os.environ.get("KILLS", "30"))
EVENTS = int(os.environ.get("EVENTS", "1000000"))
FILES = 24
BATCH = 400_000  # bytes: about 3,000 events are one commit
SEED = 20261125


def deliver(folder: Path) -> int:
    """1 % duplicates, all out of order, in files of one size whose names are in no order; how many events."""
    made = messy(lines(EVENTS, 1_000))
    names, size = random.Random(SEED).sample(range(1000), FILES), len(made) // FILES + 1
    for number, name in enumerate(names):
        text = b"\n".join(made[number * size : (number + 1) * size]) + b"\n"
        (folder / f"{name:04}.jsonl").write_bytes(text)
    return len(made)


def read(folder: Path, data_dir: Path) -> subprocess.Popen:
    """A pipeline that reads the folder."""
    command = [sys.executable, "manage.py", "telemetry_run", "--once", "--input", folder, "--batch", str(BATCH)]
    environ = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environ["DATA_DIR"] = str(data_dir)
    return subprocess.Popen(command, cwd=PROJECT, env=environ, stdout=subprocess.DEVNULL)


def result(data_dir: Path) -> tuple[str, str]:
    """Digests of the summaries and of the raw bytes."""
    manage("telemetry_export", str(data_dir / "out.csv"), data_dir=data_dir)
    raw = sha256()
    with closing(sqlite3.connect(data_dir / "telemetry.sqlite3")) as connection:
        for (packed,) in connection.execute("SELECT lines FROM telemetry_demo_segment ORDER BY id"):
            raw.update(zlib.decompress(packed) + b"\n")
    return sha256((data_dir / "out.csv").read_bytes()).hexdigest(), raw.hexdigest()


def counted(data_dir: Path) -> int:
    """Events in the summaries."""
    with closing(sqlite3.connect(data_dir / "telemetry.sqlite3")) as connection:
        return connection.execute("SELECT sum(count) FROM telemetry_demo_series").fetchone()[0]


def survive(folder: Path, data_dir: Path, seconds: float) -> int:
    """Kill it until it was killed often enough or nothing is left to read, then let it end; how many kills hit."""
    chance, kills = random.Random(SEED), 0
    while kills < KILLS:
        process = read(folder, data_dir)
        time.sleep(chance.uniform(0.5, 1) * START_UP + chance.uniform(0, 2 * seconds / KILLS))
        process.kill()
        if process.wait() == 0:
            break
        kills += 1
    if read(folder, data_dir).wait():
        raise RuntimeError("the pipeline failed after the kills")
    return kills


START_UP = 1.5  # seconds that the command needs before it reads, more or less


@figure("telemetry_kills.events", "telemetry_kills.summaries_differ", "telemetry_kills.raw_differs", unit="events")
def telemetry_kills() -> dict[str, Reading]:
    """Events read, and whether summaries or raw bytes differ from those of an undisturbed run; `n` counts kills."""
    with tempfile.TemporaryDirectory(prefix="telemetry-kills-") as place:
        folder, calm, killed = (Path(place, name) for name in ("in", "calm", "killed"))
        folder.mkdir()
        deliver(folder)
        begin = time.monotonic()
        if read(folder, calm).wait():
            raise RuntimeError("the undisturbed pipeline failed")
        kills = survive(folder, killed, time.monotonic() - begin - START_UP)
        truth, found = result(calm), result(killed)
        differ = [float(ours != theirs) for ours, theirs in zip(truth, found, strict=True)]
        return {
            "telemetry_kills.events": Reading(counted(killed), EVENTS, kills),
            "telemetry_kills.summaries_differ": Reading(differ[0], n=kills),
            "telemetry_kills.raw_differs": Reading(differ[1], n=kills),
        }
