"""Pure decisions about notifications: which kinds there are, what people choose, when a letter leaves (INT-6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from core.errors import Invalid


class Kind(StrEnum):
    NEEDED = "needed"
    CEREMONY = "ceremony"
    SPRINT = "sprint"
    IMPEDIMENT = "impediment"
    ACTION = "action"
    STORY = "story"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a person hears of something: in the app, by e-mail."""

    here: bool
    mail: bool


@dataclass(frozen=True, slots=True)
class About:
    """What a kind of notification is called, when it comes, and where who has chosen nothing hears of it."""

    name: str
    hint: str
    icon: str
    usual: Wish


KINDS: Final = {
    Kind.NEEDED: About("Someone needs me", "Mentions, decisions, and votes that end soon", "hand", Wish(True, True)),
    Kind.CEREMONY: About("A ceremony starts", "10 minutes before", "calendar-clock", Wish(True, False)),
    Kind.SPRINT: About("The sprint turns", "Time to refine, and its last day", "repeat", Wish(True, False)),
    Kind.IMPEDIMENT: About(
        "An impediment of mine", "Given to me, older by 2 days, solved", "octagon-alert", Wish(True, True)
    ),
    Kind.ACTION: About(
        "An action of mine",
        "Decided, the day after it was due, then weekly",
        "message-circle-heart",
        Wish(True, True),
    ),
    Kind.STORY: About(
        "A story of mine", "Given to me, talked about, returned in a review", "layers", Wish(True, False)
    ),
    Kind.WORK: About("Work that I started", "Imports and archives that are ready", "download", Wish(True, False)),
}

DIGEST_TIMES: Final = (time(7, 30), time(8, 30), time(12, 0), time(16, 30))
USUAL_DIGEST: Final = time(8, 30)
KEPT_FOR: Final = timedelta(days=90)
SHOWN: Final = 50

LEASE: Final = timedelta(minutes=2)  # longer than any mail server is waited for
MOST_TRIES: Final = 8


def clean_digest_time(text: str) -> time:
    """One of the times that are offered; raises Invalid at `digest_at`."""
    known = {f"{one:%H:%M}": one for one in DIGEST_TIMES}
    if text not in known:
        raise Invalid("That is no time of the daily letter.", field="digest_at", fix=f"Choose {', '.join(known)}.")
    return known[text]


def clean_kind(text: str) -> Kind:
    """Raises Invalid at `kind`."""
    if text not in set(Kind):
        raise Invalid(f"There is no kind {text}.", field="kind", fix=f"Choose from {', '.join(Kind)}.")
    return Kind(text)


def is_digest_time(local: datetime, digest_at: time, working_days: Collection[int]) -> bool:
    """Whether the daily letter of a working day may leave, at `local`, the person's own clock."""
    return local.weekday() in working_days and local.time() >= digest_at


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a letter that nobody took is offered again, after 1, 2, 4 … minutes; None: never."""
    return now + timedelta(minutes=2 ** (tries - 1)) if tries < MOST_TRIES else None


def cut(text: str, length: int) -> str:
    """One line of at most `length` characters."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
