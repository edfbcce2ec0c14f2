"""Where a plan stands against the team's own forecast (SPR-2), in words and on a bar."""

from dataclasses import dataclass
from enum import StrEnum

from forecasting.rules import NextSprint

HEADROOM = 1.25
LEAST_SCALE = 10.0


class Verdict(StrEnum):
    """How likely all of the plan gets done: from 85 %, 50 %, 15 %, and below."""

    CAUTIOUS = "cautious"
    LIKELY = "likely"
    AMBITIOUS = "ambitious"
    QUESTIONABLE = "questionable"


def verdict_on(chance: float) -> Verdict:
    """The verdict of SPR-2 for a probability between 0 and 1."""
    steps = ((0.85, Verdict.CAUTIOUS), (0.5, Verdict.LIKELY), (0.15, Verdict.AMBITIOUS))
    return next((verdict for least, verdict in steps if chance >= least), Verdict.QUESTIONABLE)


@dataclass(frozen=True, slots=True)
class Bar:
    """What the commitment bar draws, in % of its width."""

    fill: float
    low: float
    width: float

    @classmethod
    def of(cls, points: float, expected: NextSprint | None) -> "Bar":
        """The chosen points, and the range that holds eight of ten sprints."""
        low, high = (expected.p10, expected.p90) if expected else (0.0, 0.0)
        scale = max(points, high, LEAST_SCALE) * HEADROOM
        return cls(*(round(100 * part / scale, 1) for part in (points, low, high - low)))


def place_of(points: float, expected: NextSprint) -> str:
    """Below, inside or above the range."""
    if points < expected.p10:
        return "Below"
    return "Inside" if points <= expected.p90 else "Above"
