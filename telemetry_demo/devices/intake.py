"""A batch of a device, committed before it is answered, with a result for each of its events."""

import time
from collections import defaultdict
from collections.abc import Sequence
from threading import BoundedSemaphore, Lock
from typing import Final

import msgspec
from django.db import connections

from core.errors import Invalid, TooMany
from telemetry_demo.alerting.models import DeviceKey
from telemetry_demo.dedupe.rules import Window
from telemetry_demo.devices.rules import require_depth, require_items, require_size
from telemetry_demo.events import Event, Malformed, decode_line
from telemetry_demo.pipeline import store
from telemetry_demo.pipeline.services import Pipeline
from telemetry_demo.router import ALIAS
from telemetry_demo.sources.base import Chunk, Mark

AT_ONCE: Final = 8  # batches that are taken or wait to be; more are told to come again
TRIES: Final = 20  # when another process takes batches of the same device

_pipeline = Pipeline()
_places = BoundedSemaphore(AT_ONCE)
_one_at_a_time: defaultdict[str, Lock] = defaultdict(Lock)


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
        with _one_at_a_time[key.device]:
            return _take(key, lines)
    finally:
        _places.release()


def _take(key: DeviceKey, lines: Sequence[bytes]) -> list[Result]:
    read = [_read(key, text) for text in lines]
    results, window = [], _window(key.device)
    for event, result in read:
        results.append(result or Result(event.seq, str(window.take(event.seq))))
    kept = [text for text, result in zip(lines, results, strict=True) if result.status != "refused"]
    if kept:
        _commit(f"http:{key.device}", kept)
    return results


def _read(key: DeviceKey, text: bytes) -> tuple[Event | None, Result | None]:
    """The event, or why there is none."""
    try:
        event = decode_line(text)
    except Malformed as problem:
        return None, Result(None, "malformed", str(problem))
    for name, own in (("device", key.device), ("trial", key.trial), ("patient", key.patient)):
        if own and getattr(event, name) != own:
            return event, Result(event.seq, "refused", f"{name} is not {own}, for which this key is")
    return event, None


def _window(device: str) -> Window:
    with connections[ALIAS].cursor() as cursor:
        known = store.windows(cursor, [device])
    return Window(known[0].ranges) if known else Window()


def _commit(part: str, lines: Sequence[bytes]) -> None:
    """Behind what came of this part before; again where another process was quicker."""
    data = b"\n".join(lines)
    for _ in range(TRIES):
        with connections[ALIAS].cursor() as cursor:
            before = store.mark(cursor, part)
        after = Mark(offset=before.offset + len(data) + 1, lines=before.lines + len(lines))
        if _pipeline.take([Chunk(part, data, before.lines + 1, before, after, time.time())]).total():
            return
    raise TooMany.after(1)
