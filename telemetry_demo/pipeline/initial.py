"""An initial state: what was known before the first event, applied exactly once (TEL-2)."""

import csv
import hashlib
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import Invalid
from telemetry_demo.events import KEY_FIELDS, Key, Malformed, check_name
from telemetry_demo.state.rules import State, state_of

COLUMNS: Final = (*KEY_FIELDS, "count", "mean", "min", "max", "variance", "first_ts", "last_ts")


def read_state(path: Path) -> tuple[str, dict[Key, State]]:
    """The digest of a file as `telemetry_export` writes it, and its states by key.

    Raises Invalid, naming the line and the fix.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8.", field="state", fix="Save it as UTF-8.") from None
    states: dict[Key, State] = {}
    for key, state in _rows(path, text):
        states.setdefault(key, State()).merge(state)
    return hashlib.sha256(content).hexdigest(), states


def _rows(path: Path, text: str) -> Iterator[tuple[Key, State]]:
    rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise ValueError(f"there is no column {missing[0]}; the first line must name {', '.join(COLUMNS)}")
        for row in rows:
            yield _key(row), _state(row)
    except (ValueError, csv.Error) as problem:
        where = f"{path}, line {max(rows.line_num, 1)}"
        raise Invalid(f"{where}: {problem}.", field="state", fix="Correct it; nothing was taken over.") from None


def _key(row: dict[str, str | None]) -> Key:
    names = [row[name] or "" for name in KEY_FIELDS]
    for text, name in zip(names, KEY_FIELDS, strict=True):
        if not text:
            raise Malformed(f"{name} is empty")
        check_name(text, name)
    return tuple(names)


def _state(row: dict[str, str | None]) -> State:
    count = _whole(row, "count")
    first, last = _time(row, "first_ts"), _time(row, "last_ts")
    low, mean, high = (_number(row, name) for name in ("min", "mean", "max"))
    if not low <= mean <= high:
        raise ValueError("mean is not between min and max")
    if last < first:
        raise ValueError("last_ts is before first_ts")
    variance = _number(row, "variance") if count > 1 else None
    if variance is not None and variance < 0:
        raise ValueError("variance is negative")
    return state_of(count=count, mean=mean, variance=variance, low=low, high=high, first=first, last=last)


def _whole(row: dict[str, str | None], name: str) -> int:
    text = row[name] or ""
    if not (text.isascii() and text.isdecimal() and int(text[:19]) > 0 and len(text) < 19):
        raise ValueError(f"{name} is {text!r}, which is no whole number from 1")
    return int(text)


def _number(row: dict[str, str | None], name: str) -> float:
    try:
        found = float(row[name] or "")
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f"{name} is {row[name]!r}, which is no number")
    return found


def _time(row: dict[str, str | None], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(row[name] or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(f"{name} is {row[name]!r}; write it like 2026-01-05T10:00:00.000Z")
    return found
