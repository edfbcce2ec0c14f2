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
import zlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from telemetry_demo.management.commands import telemetry_export, telemetry_run
from telemetry_demo.models import Device, Position, Segment, Series
from telemetry_demo.pipeline.initial import COLUMNS
from tests.telemetry.lines import deliver, line, messy_stream, raw_bytes

PROJECT = Path(__file__).resolve().parents[2]
IN_BOTH = pytest.mark.django_db(databases=["default", "telemetry"])
HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture(autouse=True)
def _prepared(monkeypatch):
    """The test databases have their tables already, made without migrations."""
    for command in (telemetry_run, telemetry_export):
        monkeypatch.setattr(command, "prepare_tables", lambda: None)


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

    def commits(self):
        """How many raw segments are committed."""
        try:
            with contextlib.closing(
                sqlite3.connect(f"file:{self.data_dir / 'telemetry.sqlite3'}?mode=ro", uri=True)
            ) as connection:
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


def run_here(folder, *more):
    out = StringIO()
    call_command("telemetry_run", "--input", str(folder), "--once", "--json", *more, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def export_here(file):
    call_command("telemetry_export", str(file))
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("trial,patient\nT1,P1\n", "no column visit"),
        (HEADER + "T1,,V,h,1,5,5,5,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z\n", "line 2: patient is empty"),
        (HEADER + "T1,P,V,h,0,5,5,5,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z\n", "count is '0'"),
        (HEADER + "T1,P,V,h,1,nan,5,5,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z\n", "mean is 'nan'"),
        (HEADER + "T1,P,V,h,1,9,5,5,,2026-01-05T10:00:00Z,2026-01-05T10:00:00Z\n", "not between min and max"),
        (HEADER + "T1,P,V,h,1,5,5,5,,2026-01-05T10:00:00,2026-01-05T10:00:00Z\n", "first_ts is"),
    ],
)
@IN_BOTH
def test_an_initial_state_that_cannot_be_used_is_told_with_its_line_and_changes_nothing(tmp_path, text, problem):
    (tmp_path / "state.csv").write_text(text)
    with pytest.raises(CommandError, match=problem):
        run_here(tmp_path, "--state", str(tmp_path / "state.csv"))
    assert not Series.objects.exists()


def test_a_folder_that_is_none_is_told():
    with pytest.raises(CommandError, match="is no folder"):
        call_command("telemetry_run", "--input", "/nowhere", "--once")


@IN_BOTH
def test_an_export_is_an_initial_state_for_another_house(tmp_path):
    deliver(tmp_path / "in", messy_stream(3_000), 3)
    run_here(tmp_path / "in")
    told = export_here(tmp_path / "state.csv")
    for model in (Series, Device, Position, Segment):
        model.objects.all().delete()
    (tmp_path / "none").mkdir()
    for _ in range(2):
        run_here(tmp_path / "none", "--state", str(tmp_path / "state.csv"))
    mine, theirs = (list(csv.reader(text.splitlines()))[1:] for text in (told, export_here(tmp_path / "again.csv")))
    assert [row[:8] + row[9:] for row in theirs] == [row[:8] + row[9:] for row in mine]
    assert [float(row[8]) for row in theirs] == pytest.approx([float(row[8]) for row in mine], rel=1e-12)


@IN_BOTH
def test_killed_at_any_moment_it_ends_with_the_same_bits_as_if_never_killed(house, tmp_path):
    """Lean here; `python -m bench telemetry_kills` does it thirty times over a million events."""
    chance = random.Random(7)
    deliver(tmp_path / "in", messy_stream(20_000), 9)
    once = ("telemetry_run", "--input", str(tmp_path / "in"), "--once", "--batch", "50000")
    kills = 0
    for _ in range(2):
        process, enough = house.start(*once), house.commits() + chance.randrange(1, 25)
        while process.poll() is None and house.commits() < enough:
            pass
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    assert kills == 2
    assert house.call(*once)[0] == 0
    assert run_here(tmp_path / "in", "--batch", "50000")["events"] == 20_000
    assert house.export() == export_here(tmp_path / "here.csv")
    lines = (zlib.decompress(one.lines) for one in Segment.objects.order_by("pk"))
    assert raw_bytes(house.data_dir / "telemetry.sqlite3") == b"\n".join(lines)
