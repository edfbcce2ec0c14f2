"""Pure decisions about devices' keys and batches."""

import re
from datetime import timedelta
from typing import Final

from core.errors import DomainError, Invalid
from teams.rates.rules import Rate

PREFIX: Final = "tpdk_"  # so that scanners for leaked secrets know our keys
OVERLAP: Final = timedelta(hours=24)  # how long a key works beside the one that replaces it
MOST_BYTES: Final = 256 * 1024
MOST_ITEMS: Final = 500
DEEPEST: Final = 8
RATE: Final = Rate("device batches", 10, 1, "each device's key")
LONGEST_NAME: Final = 200

_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


class TooLarge(DomainError):
    """The batch is larger than a batch may be."""

    status = 413
    code = "too_large"


def clean_device_name(text: str, field: str, *, may_be_empty: bool = False) -> str:
    """A name as events carry it. Raises Invalid at `field`."""
    name = text.strip()
    if not name and not may_be_empty:
        raise Invalid("This is missing.", field=field, fix="Write it as the events have it.")
    if len(name) > LONGEST_NAME or _CONTROL.search(name):
        raise Invalid(f"A name has at most {LONGEST_NAME} letters, on one line.", field=field, fix="Shorten it.")
    return name


def require_size(size: int) -> None:
    """Raises TooLarge."""
    if size > MOST_BYTES:
        raise TooLarge(f"A batch has at most {MOST_BYTES // 1024} KB.", field="events", fix="Send it in parts.")


def require_depth(body: bytes) -> None:
    """Raises Invalid where brackets stand more than DEEPEST deep inside one another."""
    depth = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise Invalid(
                f"The batch is nested more than {DEEPEST} levels deep.", field="events", fix="Send flat events."
            )


def require_items(count: int) -> None:
    """Raises Invalid for an empty batch, TooLarge for too many."""
    if not count:
        raise Invalid("The batch has no events.", field="events", fix='Send {"events": [...]} with at least one.')
    if count > MOST_ITEMS:
        raise TooLarge(f"A batch has at most {MOST_ITEMS} events.", field="events", fix="Send it in parts.")
