"""How fast events come and how long they wait: counts in steps of time and of waiting, pure."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

SECONDS: Final = 10  # of one step of time
PER_OCTAVE: Final = 8  # steps of waiting in which it doubles: each 9 % more
LAST_STEP: Final = 200  # 9 hours


def time_step(micros: int) -> int:
    """The number of the step of time in which a moment lies."""
    return micros // (SECONDS * 1_000_000)


def wait_step(seconds: float) -> int:
    """The step of a wait; step 0 is up to a millisecond."""
    if seconds <= 0.001:
        return 0
    return min(LAST_STEP, math.ceil(PER_OCTAVE * math.log2(seconds * 1000)))


def wait_ms(step: int) -> float:
    """The longest wait of a step, in milliseconds."""
    return 2.0 ** (step / PER_OCTAVE)


def waited_ms(events: Mapping[int, int], share: float) -> float | None:
    """How long this share of events waited at most (nearest rank), from events by step; None without events."""
    left = math.ceil(share * sum(events.values()))
    if not left:
        return None
    for step in sorted(events):
        left -= events[step]
        if left <= 0:
            return wait_ms(step)
    return None


def spark(values: Iterable[float], width: float = 56, height: float = 16) -> str:
    """The path of a small line over these values, for an SVG of this size; empty below two values."""
    values = list(values)
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    points = (
        f"{place * width / (len(values) - 1):.1f},{height - 1 - (height - 2) * (value - low) / reach:.1f}"
        for place, value in enumerate(values)
    )
    return "M" + " L".join(points)
