"""What a kind of room brings to the kernel, and where the kernel finds it. See docs/ceremonies.md."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ceremonies.meeting.phases import Phase
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from teams.models import User


def _nothing(*_: Any, **__: Any) -> None:
    """What a kind does that has nothing to say."""


def _no_content(*_: Any, **__: Any) -> dict:
    return {}


@dataclass(frozen=True)
class Ceremony:
    """A kind of room.

    `content(meeting, now)` is what its templates print as `content`, the same for everybody. `personal(room, now)` is
    JSON for one viewer alone. `may_leave(meeting, phase, now)` raises Conflict while something is left to do in a
    phase. `entered(meeting, phase, actor, now)` runs in the transaction that has just entered a phase, `left` in the
    one that leaves it. `list_url` names the team page that lists its rooms. `page(meeting)` is where members meet, of a
    kind that has a page of its own.
    """

    kind: Kind
    phases: tuple[Phase, ...]
    list_url: str = "scrum:today"
    content: Callable[[Meeting, datetime], Any] = _no_content
    personal: Callable[..., dict] = _no_content
    may_leave: Callable[[Meeting, str, datetime], None] = _nothing
    left: Callable[[Meeting, str, User | None, datetime], None] = _nothing
    entered: Callable[[Meeting, str, User | None, datetime], None] = _nothing
    page: Callable[[Meeting], str] | None = None
    beside: str = ""  # a team's fragment that members see below the room; frames leave it alone
    script: str = ""  # a module below static/js/ that its pages load besides room.js


_known: dict[str, Ceremony] = {}


def register(ceremony: Ceremony) -> None:
    """Called in `CeremoniesConfig.ready`; a second one of a kind replaces the first."""
    _known[ceremony.kind] = ceremony


def ceremony_of(meeting: Meeting) -> Ceremony | None:
    """What is registered for the meeting's kind; None for poker, whose room has no phases and is its own."""
    return _known.get(meeting.kind)


def registered() -> list[Ceremony]:
    return list(_known.values())
