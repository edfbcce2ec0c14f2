"""A batch of a device, committed before it is answered, with a result for each of its events."""

import time
from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import Final

import msgspec

from core.errors import Invalid, TooMany
from telemetry_demo.alerting.models import DeviceKey
from telemetry_demo.devices.rules import require_depth, require_items, require_size
from telemetry_demo.events import Malformed, decode_line
from telemetry_demo.pipeline.services import Pipeline

AT_ONCE: Final = 8  # batches that are taken or wait to be; more are told to come again

_pipeline = Pipeline()
_places = BoundedSemaphore(AT_ONCE)


class _Body(msgspec.Struct):
    events: list[msgspec.Raw]


_body = msgspec.json.Decoder(_Body)


class Result(msgspec.Struct, omit_defaults=True):
    """What became of one event: new, duplicate, late, malformed (kept aside), or refused (not this key's to write)."""

    seq: int | None
    status: str
    reason: str = ""


def lines_of(body: bytes) -> list[bytes]:
    """Each event on a line of its own. Raises Invalid at `events`, TooLarge."""
    require_size(len(body))
    require_depth(body)
    try:
        raw = _body.decode(body).events
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise Invalid(
            f"The batch cannot be read: {problem}.", field="events", fix='Send {"events": [{…}, {…}]}.'
        ) from None
    require_items(len(raw))
    return [_on_one_line(bytes(one)) for one in raw]


def _on_one_line(text: bytes) -> bytes:
    return text if b"\n" not in text and b"\r" not in text else msgspec.json.encode(msgspec.json.decode(text))


def take_batch(*, key: DeviceKey, body: bytes) -> list[Result]:
    """Takes a batch in; it is durable when this returns. Raises Invalid, TooLarge, TooMany."""
    lines = lines_of(body)
    if not _places.acquire(blocking=False):
        raise TooMany.after(1)
    try:
        return _take(key, lines)
    finally:
        _places.release()


def _take(key: DeviceKey, lines: Sequence[bytes]) -> list[Result]:
    read = [_read(key, text) for text in lines]
    kept = [text for text, (_, refusal) in zip(lines, read, strict=True) if not refusal]
    verdicts = iter(_pipeline.take_lines(f"http:{key.device}", kept, time.time()) if kept else ())
    return [Result(seq, "refused", refusal) if refusal else Result(seq, *next(verdicts)) for seq, refusal in read]


def _read(key: DeviceKey, text: bytes) -> tuple[int | None, str]:
    """The number of the event, and why the key may not write it."""
    try:
        event = decode_line(text)
    except Malformed:
        return None, ""  # the pipeline keeps it aside and says why
    for name, own in (("device", key.device), ("trial", key.trial), ("patient", key.patient)):
        if own and getattr(event, name) != own:
            return event.seq, f"{name} is not {own}, for which this key is"
    return event.seq, ""
