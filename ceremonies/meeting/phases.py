"""Phases as data: what a kind of room walks through, and how long each phase usually takes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from core.errors import Conflict

# So many times a phase must have been walked before the team's own pace counts (FAC-5), and so many are looked at.
FEWEST_TO_LEARN_FROM: Final = 3
MOST_TO_LEARN_FROM: Final = 6


@dataclass(frozen=True)
class Phase:
    """One step of a room.

    `minutes` is what it takes in a team that has no history, 0 for a phase without a clock. `layout` is a class of
    `.room-main` (`with-side`, `with-sides`). `prompts` are open questions that fit it (FAC-3). Where `places_polls`,
    the phase's template shows the room's polls itself (`{% room_polls shown.meeting %}`); elsewhere they stand below.
    """

    key: str
    name: str
    minutes: int = 0
    layout: str = ""
    prompts: tuple[str, ...] = ()
    places_polls: bool = False


def find(phases: Sequence[Phase], key: str) -> Phase | None:
    return next((phase for phase in phases if phase.key == key), None)


def following(phases: Sequence[Phase], key: str) -> Phase | None:
    """The phase after `key`; None after the last one."""
    return _beside(phases, key, 1)


def preceding(phases: Sequence[Phase], key: str) -> Phase | None:
    """The phase before `key`; None before the first one."""
    return _beside(phases, key, -1)


def _beside(phases: Sequence[Phase], key: str, step: int) -> Phase | None:
    keys = [phase.key for phase in phases]
    if key not in keys:
        return None
    place = keys.index(key) + step
    return phases[place] if 0 <= place < len(phases) else None


def require_phase(current: str, *allowed: str) -> None:
    """Raises Conflict when the room is in another phase than the act belongs to."""
    if current not in allowed:
        raise Conflict("The room has moved on to another step.", fix="Look at what it shows now.")


def suggested_minutes(phase: Phase, past: Sequence[float]) -> int:
    """Whole minutes for a phase: the median of `past` (minutes, newest first) once there are three, else its default.

    A phase without a clock has none. A median, because one room that somebody forgot to close should not count.
    """
    recent = past[:MOST_TO_LEARN_FROM]
    if phase.minutes == 0 or len(recent) < FEWEST_TO_LEARN_FROM:
        return phase.minutes
    return max(1, round(median(recent)))
