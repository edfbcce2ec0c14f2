"""How often something may be tried: every limit by name, and the arithmetic of a bucket.

The table in docs/limits.md is this one; a test compares them.
"""

import hashlib
import math
from dataclasses import dataclass
from typing import Final

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True)
class Limit:
    """A bucket of `size` tries that refills evenly; an empty one is full again after `seconds`.

    Where only `failures` count, a try that succeeds is put back.
    """

    name: str
    size: int
    seconds: float
    per: str  # what has a bucket of its own, in words
    failures: bool = False

    @property
    def pace(self) -> float:
        """Seconds in which one try comes back."""
        return self.seconds / self.size


# Nothing is counted per address alone: that would let anybody lock its owner out.
LOG_IN: Final = Limit("log-in", 10, 15 * MINUTE, "e-mail address and IP address", failures=True)
LOG_IN_FROM: Final = Limit("log-in from one place", 50, 15 * MINUTE, "IP address", failures=True)
CODE: Final = Limit("two-factor code", 10, 15 * MINUTE, "person", failures=True)
CONFIRM: Final = Limit("password again", 10, 15 * MINUTE, "person", failures=True)
SIGN_UP: Final = Limit("sign-up", 20, HOUR, "IP address")
RESET: Final = Limit("password reset", 3, 15 * MINUTE, "e-mail address and IP address")
RESET_FROM: Final = Limit("password reset from one place", 20, HOUR, "IP address")
KEY: Final = Limit("link from a letter", 30, 15 * MINUTE, "IP address")
ADDRESS: Final = Limit("change of address", 10, HOUR, "person")
LETTER: Final = Limit("letter that a stranger can cause", 5, HOUR, "e-mail address")
INVITE: Final = Limit("invitation", 20, DAY, "inviting person and organisation")
ONE_CODE: Final = Limit("the same two-factor code", 1, 90.0, "person and code")
SHARE_LINK: Final = Limit("share link that opens nothing", 30, 15 * MINUTE, "IP address")
SHARE_LETTER: Final = Limit("letter to decide from one place", 20, HOUR, "IP address")
SHARE_FILE: Final = Limit("file of a shared report made anew", 60, 15 * MINUTE, "link")
SHARE_PASSWORD_FROM: Final = Limit(
    "passwords of share links from one place", 30, 15 * MINUTE, "IP address", failures=True
)
SHARE_PASSWORD: Final = Limit("password of a share link", 10, 15 * MINUTE, "link and IP address", failures=True)
SHARE_PASSWORD_ALL: Final = Limit("password of one share link from anywhere", 100, 15 * MINUTE, "link", failures=True)
GUEST: Final = Limit("guest who takes a seat", 200, HOUR, "IP address")

LIMITS: Final = (
    LOG_IN, LOG_IN_FROM, CODE, CONFIRM, SIGN_UP, RESET, RESET_FROM, KEY, ADDRESS, LETTER, INVITE, ONE_CODE,
    SHARE_LINK, SHARE_LETTER, SHARE_FILE, SHARE_PASSWORD_FROM, SHARE_PASSWORD, SHARE_PASSWORD_ALL, GUEST,
)  # fmt: skip


def bucket_key(limit: Limit, *who: object) -> str:
    """The name under which a bucket is kept; it says nothing about whose it is."""
    text = "\n".join([limit.name, *(str(part).strip().lower() for part in who)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def wait(limit: Limit, full_at: float, now: float) -> int:
    """Whole seconds until the bucket that is full at `full_at` has a try again, at least one."""
    return max(1, math.ceil(full_at + limit.pace - now - limit.seconds))
