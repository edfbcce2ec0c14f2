"""Idempotency keys: which are good, and when two requests are the same."""

import hashlib
import re
from datetime import timedelta
from typing import Final

from core.errors import Conflict, Invalid

HEADER: Final = "Idempotency-Key"
KEPT_FOR: Final = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class KeyUsed(Conflict):
    """The key came before, with another request."""

    status = 422
    code = "key_used"


def clean_key(key: str) -> str:
    """Raises Invalid for a key that is no single word of up to 255 printable ASCII characters."""
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"The {HEADER} cannot be used.",
            field=HEADER,
            fix="Send 1 to 255 printable ASCII characters, such as a UUID.",
        )
    return key


def digest_of(*parts: str) -> str:
    """A mark of method, address and content; equal marks are equal requests."""
    marked = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(marked.encode("utf-8", "surrogatepass")).hexdigest()


def require_same(kept: str, digest: str) -> None:
    """Raises KeyUsed when the key came with another request."""
    if kept != digest:
        raise KeyUsed(
            "This key came before, with another request.", field=HEADER, fix="Make a new key for each new request."
        )
