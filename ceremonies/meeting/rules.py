"""Pure decisions about meetings of any kind: states, rights, names and the clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.errors import Conflict, Invalid


class Kind(StrEnum):
    POKER = "poker"
    STANDUP = "standup"
    REFINEMENT = "refinement"
    PLANNING = "planning"
    REVIEW = "review"
    RETRO = "retro"


KIND_NAMES: Final = {
    Kind.POKER: "Planning poker",
    Kind.STANDUP: "Standup",
    Kind.REFINEMENT: "Refinement",
    Kind.PLANNING: "Sprint planning",
    Kind.REVIEW: "Review",
    Kind.RETRO: "Retrospective",
}


# Minutes that a team plans which has chosen nothing else (FAC-2).
TIME_BOXES: Final = {
    Kind.POKER: 60,
    Kind.STANDUP: 15,
    Kind.REFINEMENT: 60,
    Kind.PLANNING: 60,
    Kind.REVIEW: 60,
    Kind.RETRO: 60,
}
LONGEST_BOX: Final = 8 * 60  # minutes
# A facilitator whose page has not been heard of for so long may be replaced. Pages out of sight tell every minute.
GONE_AFTER: Final = timedelta(seconds=90)


class State(StrEnum):
    LOBBY = "lobby"
    RUNNING = "running"
    CLOSED = "closed"


class Right(StrEnum):
    """What one may do in a room."""

    SEE = "see the room"
    TAKE_PART = "take part in this room"
    HOST = "run this room"


MOST_PARTICIPANTS: Final = 200
LONGEST_TIMER: Final = 4 * 3600  # seconds
NAME_LENGTH: Final = 40
TITLE_LENGTH: Final = 80


def require_open(state: str) -> None:
    """Raises Conflict once the meeting is over."""
    if state == State.CLOSED:
        raise Conflict("This room is closed.", fix="Its results stay; a facilitator can open it again.")


def clean_text(text: str) -> str:
    """One line without control characters and outer blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def clean_guest_name(name: str, taken: Collection[str]) -> str:
    """A display name that nobody in the room has; raises Invalid naming the field."""
    name = clean_text(name)
    if not name:
        raise Invalid("A name is missing.", field="name", fix="Type how the others call you.")
    if len(name) > NAME_LENGTH:
        raise Invalid(f"A name has at most {NAME_LENGTH} letters.", field="name", fix="Shorten it.")
    if name.casefold() in {"you", *(other.casefold() for other in taken)}:
        raise Invalid(f"Somebody called {name} is in the room.", field="name", fix="Add a letter or your team.")
    return name


@dataclass(frozen=True)
class Timer:
    """A countdown by the server's time: `seconds` in all, over at `ends_at`."""

    seconds: int
    ends_at: datetime

    def left(self, now: datetime) -> int:
        """Whole seconds left, never negative."""
        return max(0, round((self.ends_at - now).total_seconds()))


def start_timer(seconds: int, now: datetime) -> Timer:
    """Raises Invalid for no time at all and for more than four hours."""
    if not 1 <= seconds <= LONGEST_TIMER:
        raise Invalid("A timer runs for 1 second to 4 hours.", field="seconds", fix="Choose some minutes.")
    return Timer(seconds, now + timedelta(seconds=seconds))


def clean_box(minutes: int | None) -> int:
    """Raises Invalid for less than a minute and for more than a working day."""
    if minutes is None or not 1 <= minutes <= LONGEST_BOX:
        raise Invalid("A meeting takes 1 to 480 minutes.", field="minutes", fix="Choose some minutes.")
    return minutes


def is_gone(seen_at: datetime | None, now: datetime) -> bool:
    """Whether nothing was heard of a facilitator's page for a while."""
    return seen_at is None or now - seen_at > GONE_AFTER
