"""``manage.py telemetry_simulate``: devices that do not exist, for tries, tests and the demo."""

import time
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from telemetry_demo.edge.uplink import Uplink
from telemetry_demo.simulator.devices import Event, fleet, line
from telemetry_demo.simulator.faults import NONE, USUAL, Faults, delivered
from telemetry_demo.simulator.http import post_events
from telemetry_demo.simulator.nas import Habits, drop_files
from telemetry_demo.simulator.pacing import at_rate, at_speed, until
from telemetry_demo.simulator.recordings import replayed


def share(text: str) -> float:
    """A number from 0 to 1."""
    return _number(text, 0, 1)


def positive(text: str) -> float:
    """A number above 0."""
    return _number(text, 1e-9, 1e9)


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a number") from None
    if not low <= value <= high:
        raise ArgumentTypeError(f"{text} is not between {low:g} and {high:g}")
    return value


def moment(text: str) -> datetime:
    """An ISO time, in UTC where it names no zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a time such as 2026-01-05T10:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Command(BaseCommand):
    """Lines on standard output, or files in a folder as the legacy NAS drops them."""

    help = "Simulate monitors, or replay a recording, as JSON lines on standard output or as files in a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, metavar="DIR", help="drop files there (default: standard output)")
        parser.add_argument(
            "--url", metavar="URL", help="send by HTTP to the house there, such as https://truepace.example"
        )
        parser.add_argument("--keys", type=Path, metavar="FILE.json", help="the key of each device, for --url")
        parser.add_argument("--replay", type=Path, metavar="FILE.csv", help="replay recorded heart rates")
        parser.add_argument("--patients", type=int, default=10, help="simulated patients (default: 10)")
        parser.add_argument("--every", type=positive, default=5.0, metavar="S", help="seconds between heart rates")
        parser.add_argument("--hours", type=positive, help="length on the devices' clocks (default: 1, or all of it)")
        parser.add_argument("--events", type=int, help="stop after so many events")
        parser.add_argument("--start", type=moment, help="the devices' clocks at the start (default: now)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same events")
        parser.add_argument("--trial", default="T1")
        pace = parser.add_mutually_exclusive_group()
        pace.add_argument("--speed", type=positive, help="times as fast as the devices' clocks; 1 is live")
        pace.add_argument("--rate", type=positive, help="events a second (default: as fast as possible)")
        _add_faults(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        faults = _faults(options)
        rng = Random(f"{options['seed']}:delivery")  # noqa: S311 (a simulation, no secret)
        try:
            events = islice(_paced(_events(options, faults), options), options["events"])
            came = delivered(events, faults=faults, rng=rng)
            if options["url"]:
                self._post(came, options)
            elif options["out"] is None:
                self._print(map(line, came))
            else:
                self._drop(map(line, came), options, rng)
        except DomainError as problem:
            raise CommandError(problem.text) from None
        except msgspec.MsgspecError as problem:
            raise CommandError(f"The file of keys cannot be read: {problem}.") from None
        except UnicodeDecodeError:
            raise CommandError("The recording is not UTF-8 text. Save it as CSV in UTF-8.") from None
        except BrokenPipeError:
            pass  # whoever read has read enough, as `head` does
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from None

    def _print(self, lines: Iterable[bytes]) -> None:
        for text in lines:
            self.stdout.write(text.decode(), ending="")

    def _post(self, events: Iterable[Event], options: dict[str, Any]) -> None:
        if options["keys"] is None:
            raise CommandError('--url needs --keys FILE.json, such as {"D1": "tpdk_…"}.')
        keys = msgspec.json.decode(options["keys"].read_bytes(), type=dict[str, str])
        uplinks = {name: Uplink(options["url"], key) for name, key in keys.items()}
        counts = post_events(events, uplinks=uplinks, sleep=time.sleep)
        self.stdout.write(", ".join(f"{count} {status}" for status, count in sorted(counts.items())))

    def _drop(self, lines: Iterable[bytes], options: dict[str, Any], rng: Random) -> None:
        habits = Habits(bytes=options["file_bytes"], twice=options["files_twice"], late=options["files_late"])
        prefix = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        written = drop_files(lines, folder=options["out"], prefix=prefix, habits=habits, rng=rng)
        self.stdout.write(f"{sum(1 for _ in written)} files in {options['out']}")


def _add_faults(parser: CommandParser) -> None:
    parser.add_argument("--faulty", action="store_true", help="leads off, stuck sensors, 1 %% doubled, 1 %% late")
    parser.add_argument("--drift", type=float, default=0.0, metavar="BPM", help="sensors show so much more each hour")
    parser.add_argument("--skew", type=float, default=0.0, metavar="S", help="the devices' clocks are so far ahead")
    parser.add_argument("--duplicates", type=share, help="share of events that come twice")
    parser.add_argument("--disorder", type=share, help="share of events that come late")
    parser.add_argument("--places", type=int, default=1000, help="by how many events they are overtaken at most")
    parser.add_argument("--file-bytes", type=int, default=65_536, help="size of a full file (default: 65536)")
    parser.add_argument("--files-twice", type=share, default=0.0, help="share of files delivered twice")
    parser.add_argument("--files-late", type=share, default=0.0, help="share of files delivered late")


def _faults(options: dict[str, Any]) -> Faults:
    if options["places"] < 1 or options["patients"] < 1 or options["file_bytes"] < 1:
        raise CommandError("--places, --patients and --file-bytes start at 1.")
    base = USUAL if options["faulty"] else NONE
    asked = {
        name: base.__dict__[name] if options[name] is None else options[name] for name in ("duplicates", "disorder")
    }
    return Faults(
        leads_off_per_hour=base.leads_off_per_hour, stuck_per_hour=base.stuck_per_hour,
        drift_per_hour=options["drift"], skew_seconds=options["skew"], places=options["places"], **asked,
    )  # fmt: skip


def _events(options: dict[str, Any], faults: Faults) -> Iterator[Event]:
    start = options["start"] or datetime.now(UTC)
    if options["replay"]:
        with options["replay"].open(encoding="utf-8-sig", newline="") as file:
            events = replayed(file.readlines(), start=start, trial=options["trial"])
    else:
        events = fleet(
            patients=options["patients"], seed=options["seed"], start=start, faults=faults, trial=options["trial"],
            every=timedelta(seconds=options["every"]),
        )  # fmt: skip
    hours = options["hours"] or (None if options["replay"] or options["events"] else 1)
    return events if hours is None else until(events, start + timedelta(hours=hours, seconds=faults.skew_seconds))


def _paced(events: Iterator[Event], options: dict[str, Any]) -> Iterator[Event]:
    if options["speed"]:
        return at_speed(events, speed=options["speed"], clock=time.monotonic, sleep=time.sleep)
    if options["rate"]:
        return at_rate(events, per_second=options["rate"], clock=time.monotonic, sleep=time.sleep)
    return events
