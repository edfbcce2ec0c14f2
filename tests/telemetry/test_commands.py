"""`telemetry_run` and `telemetry_export` as a stranger calls them, kill -9 included."""

import contextlib
import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from telemetry_demo.pipeline.initial import COLUMNS
from tests.telemetry.lines import deliver, line, messy_stream, raw_bytes

PROJECT = Path(__file__).resolve().parents[2]


class House:
    """A data directory and the commands run in it."""

    def __init__(self, data_dir):
        self.data_dir = data_dir
        foreign = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "TELEMETRY_DATABASE_URL")
        self.environ = {name: value for name, value in os.environ.items() if name not in foreign}
        self.environ["DATA_DIR"] = str(data_dir)

    def start(self, *arguments):
        command = [sys.executable, "manage.py", *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=PROJECT, env=self.environ, stdout=pipe, stderr=pipe, text=True)

    def call(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate()
        return process.returncode, out, err

    def run(self, folder, *more):
        status, out, err = self.call("telemetry_run", "--input", folder, "--once", "--json", *more)
        assert status == 0, err
        return json.loads(out)

    def export(self):
        file = self.data_dir / "out.csv"
        status, _, err = self.call("telemetry_export", file)
        assert status == 0, err
        return file.read_text(encoding="utf-8")

    @property
    def database(self):
        return self.data_dir / "telemetry.sqlite3"

    def raw(self):
        return raw_bytes(self.database)

    def commits(self):
        """How many raw segments are committed."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
                return connection.execute("SELECT count(*) FROM telemetry_demo_segment").fetchone()[0]
        except sqlite3.OperationalError:  # no tables yet
            return 0


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "var")


def test_an_empty_data_directory_is_prepared_and_a_second_run_finds_nothing_new(house, tmp_path):
    empty = list(csv.reader(house.export().splitlines()))
    assert empty == [list(COLUMNS)]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b").write_bytes(b"\xef\xbb\xbf" + line(1, 70) + b"\r\n" + line(2, 74, after=0.5) + b"\r\n{}\r\n")
    (folder / "a").write_bytes(line(2, 74, after=0.5) + b"\n" + line(1, 1e-3, device="D2", patient="B", visit="=V"))
    (folder / "c").write_bytes(line(3)[:40])
    assert house.run(folder) == {"events": 3, "duplicates": 1, "late": 0, "malformed": 1, "unfinished": 1}
    assert house.run(folder) == {"events": 0, "duplicates": 0, "late": 0, "malformed": 0, "unfinished": 1}
    assert house.export().splitlines()[1:] == [
        "T1,B,=V,heart_rate,1,0.001,0.001,0.001,,2026-01-05T10:00:01.000Z,2026-01-05T10:00:01.000Z",
        "T1,P100,V1,heart_rate,2,72.0,70.0,74.0,8.0,2026-01-05T10:00:00.500Z,2026-01-05T10:00:01.000Z",
    ]


def test_what_cannot_be_used_is_told_with_the_fix(house, tmp_path):
    status, _, err = house.call("telemetry_run", "--input", tmp_path / "nowhere", "--once")
    assert (status, "is no folder" in err) == (1, True)
    (tmp_path / "state.csv").write_text("trial,patient\nT1,P1\n")
    status, _, err = house.call("telemetry_run", "--input", tmp_path, "--once", "--state", tmp_path / "state.csv")
    assert (status, "there is no column visit" in err) == (1, True)


def test_an_export_is_an_initial_state_for_another_house(house, tmp_path):
    stream = messy_stream(3_000)
    deliver(tmp_path / "all", stream, 3)
    house.run(tmp_path / "all")
    other = House(tmp_path / "other")
    deliver(tmp_path / "none", [], 1)
    (tmp_path / "state.csv").write_text(house.export(), encoding="utf-8")
    for _ in range(2):
        other.run(tmp_path / "none", "--state", tmp_path / "state.csv")
    mine, theirs = (list(csv.reader(one.export().splitlines()))[1:] for one in (house, other))
    assert [row[:8] + row[9:] for row in theirs] == [row[:8] + row[9:] for row in mine]
    assert [float(row[8]) for row in theirs] == pytest.approx([float(row[8]) for row in mine], rel=1e-12)


def test_killed_at_any_moment_it_ends_with_the_same_bits_as_if_never_killed(house, tmp_path):
    """Lean here; `python -m bench telemetry_kills` does it thirty times over a million events."""
    chance = random.Random(7)
    deliver(tmp_path / "in", messy_stream(40_000), 9)
    once = ("telemetry_run", "--input", tmp_path / "in", "--once", "--batch", 50_000)
    assert house.call(*once)[0] == 0
    killed, kills = House(tmp_path / "killed"), 0
    for _ in range(4):
        process, enough = killed.start(*once), killed.commits() + chance.randrange(1, 25)
        while process.poll() is None and killed.commits() < enough:
            pass
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    assert kills >= 3
    assert killed.call(*once)[0] == 0
    assert killed.export() == house.export()
    assert killed.raw() == house.raw()
