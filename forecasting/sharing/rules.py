"""Pure decisions about share links: what is kept of one, how long it holds, which password is one."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from core.errors import Invalid

LONGEST: Final = timedelta(days=366)
USUAL: Final = timedelta(days=90)
MOST_PER_TEAM: Final = 100
NAME_LENGTH: Final = 80
PASSWORD_LENGTHS: Final = (8, 128)

# Kept nowhere on the way, so that a withdrawn link is dead at once; found by no search; told to no other site.
PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def fingerprint(token: str) -> str:
    """What is kept of a link's secret; with 256 random bits in it, nobody finds the secret from that."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_live(*, revoked_at: datetime | None, expires_at: datetime, now: datetime) -> bool:
    """Whether a link opens anything."""
    return revoked_at is None and now < expires_at


def clean_name(name: str) -> str:
    """For whom the link is; raises Invalid without one."""
    name = " ".join(name.replace("\x00", "").split())[:NAME_LENGTH]
    if not name:
        raise Invalid("The link has no name.", field="name", fix="Say for whom it is, such as “Steering group”.")
    return name


def clean_expiry(expires_at: datetime, now: datetime) -> datetime:
    """Raises Invalid for a time that has passed or lies more than a year ahead."""
    if expires_at <= now:
        raise Invalid("The link would have ended already.", field="expires_at", fix="Choose a time to come.")
    if expires_at > now + LONGEST:
        raise Invalid("A link holds for a year at most.", field="expires_at", fix="Choose an earlier day.")
    return expires_at


def clean_password(password: str) -> str:
    """The password, empty for none; raises Invalid for one that is too short to be one, or too long."""
    shortest, longest = PASSWORD_LENGTHS
    if password and not shortest <= len(password) <= longest:
        raise Invalid(
            f"The password has {len(password)} characters.",
            field="password",
            fix=f"Use {shortest} to {longest}, or leave it empty.",
        )
    return password
