"""Recorded heart rates, replayed as if they came from devices now."""

import csv
import math
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from core.errors import Invalid
from telemetry_demo.simulator.bodies import Sample
from telemetry_demo.simulator.devices import Device, Event, in_time_order, numbered

WHO = ("record", "user_id")  # columns that tell several recordings in one file apart
VALUE = "heart_rate_bpm"


def replayed(lines: Iterable[str], *, start: datetime, trial: str = "T1") -> Iterator[Event]:
    """The events of a CSV recording, each of its records beginning at `start`, merged by time.

    It has the column `heart_rate_bpm`, and `t_s` (seconds) or `time` (ISO); `record` or `user_id` tells patients
    apart. Raises Invalid at `recording`, naming line and column.
    """
    rows = csv.DictReader(lines)
    columns = rows.fieldnames or []
    when = next((name for name in ("t_s", "time") if name in columns), None)
    if when is None or VALUE not in columns:
        raise Invalid(
            f"The recording has the columns {', '.join(columns) or '(none)'}.",
            field="recording",
            fix=f"It needs {VALUE}, and t_s (seconds) or time.",
        )
    who = next((name for name in WHO if name in columns), None)
    read = ((row[who] if who else "1", *_reading(row, when, number)) for number, row in enumerate(rows, start=2))
    streams = [
        numbered(Device(name=f"R{name}", patient=f"P{name}", trial=trial), _from(start, list(readings)))
        for name, readings in groupby(read, key=itemgetter(0))
    ]
    return in_time_order(streams)


def _from(start: datetime, readings: list[tuple[str, float, float]]) -> Iterator[Sample]:
    """Readings shifted so that the first is at `start`."""
    zero = readings[0][1]
    return (Sample(start + timedelta(seconds=at - zero), "heart_rate", value) for _, at, value in readings)


def _reading(row: dict[str, str], when: str, number: int) -> tuple[float, float]:
    """Seconds and beats a minute of one row."""
    at = _number(row, when, number) if when == "t_s" else _moment(row, when, number)
    return at, _number(row, VALUE, number)


def _number(row: dict[str, str], column: str, number: int) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise Invalid(
            f"Line {number}: {column} is {row[column]!r}.", field="recording", fix="Write a number, or drop the line."
        )
    return value


def _moment(row: dict[str, str], column: str, number: int) -> float:
    try:
        return datetime.fromisoformat(row[column]).timestamp()
    except (TypeError, ValueError):
        raise Invalid(
            f"Line {number}: {column} is {row[column]!r}.", field="recording", fix="Write it as 2026-01-05T10:00:00."
        ) from None
