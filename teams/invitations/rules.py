"""Pure decisions about invitations: how long one holds, which addresses a text names."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

HOLDS: Final = timedelta(days=7)
_ADDRESS = re.compile(r"[^\s@,;<>\"']{1,64}@[^\s@,;<>\"']+\.[^\s@,;<>\"'.]{2,}")
LONGEST = 254


def fingerprint(token: str) -> str:
    """What is stored of a token; with 256 random bits in it, nobody finds the token from that."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def addresses(text: str) -> list[str]:
    """The entries of a text, separated by commas, semicolons or white space, each once, in small letters.

    `Ada Lovelace <ada@example.org>` counts as its address.
    """
    bare = re.sub(r"[^,;\n<]*<([^>]*)>", r"\1", text.replace("\x00", ""))
    return list(dict.fromkeys(entry.lower() for entry in re.split(r"[\s,;]+", bare) if entry))


def is_address(text: str) -> bool:
    return len(text) <= LONGEST and bool(_ADDRESS.fullmatch(text))


def is_open(*, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime) -> bool:
    """Whether an invitation can still be accepted."""
    return accepted_at is None and revoked_at is None and now < expires_at
