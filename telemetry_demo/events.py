"""One measured value as devices send it, read strictly (TEL-1, TEL-13)."""

import re
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Final

import msgspec

LONGEST_NAME: Final = 200
HIGHEST_SEQ: Final = 2**63 - 1
# What no database, file or page should have to carry in a name.
CONTROL: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]


class Event(msgspec.Struct, gc=False):
    """A value of one signal of a patient during a visit of a trial.

    `device` numbers its events from 1 by one in `seq`; `ts` is the device's own time, with its zone. Further fields of
    the line are no part of it; they are kept with the raw line.
    """

    trial: Name
    patient: Name
    visit: Name
    device: Name
    seq: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST_SEQ)]
    ts: Annotated[datetime, msgspec.Meta(tz=True)]
    signal: Name
    value: float


# What separates streams: each has a state of its own.
Key = tuple[str, str, str, str]
KEY_FIELDS: Final = ("trial", "patient", "visit", "signal")
STREAM_FIELDS: Final = (*KEY_FIELDS, "device")


class Malformed(ValueError):
    """A line is no event; the message says why."""


stream_key = attrgetter(*STREAM_FIELDS)
_decoder = msgspec.json.Decoder(Event)


def decode_line(line: bytes) -> Event:
    """Raises Malformed, saying what is wrong with the line."""
    try:
        event = _decoder.decode(line)
    except (ValueError, RecursionError) as problem:  # msgspec's errors and those of UTF-8 are ValueErrors
        raise Malformed(_reason(line, problem)) from None
    check(event)
    return event


def decode_lines(block: bytes) -> list[Event] | None:
    """All lines of a block at once, with names yet to be checked; None if one of them is no event."""
    try:
        return _decoder.decode_lines(block)
    except (ValueError, RecursionError):
        return None


def check(event: Event) -> None:
    """Raises Malformed where a name cannot be kept."""
    for name in STREAM_FIELDS:
        check_name(getattr(event, name), name)


def check_name(text: str, field: str) -> None:
    """Raises Malformed for a name with characters that cannot be shown."""
    if CONTROL.search(text):
        raise Malformed(f"{field} has a control character")


def _reason(line: bytes, problem: Exception) -> str:
    if isinstance(problem, UnicodeDecodeError):
        return "the line is not UTF-8"
    if isinstance(problem, RecursionError):
        return "the line is nested too deeply"
    if not line.strip():
        return "the line is empty"
    return str(problem)[:300]
