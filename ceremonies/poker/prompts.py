"""Questions that help a team to talk after a reveal (FAC-3): open, and looking ahead.

“Why” is kept for root causes; what is asked here begins with what, which or how.
"""

from enum import StrEnum
from typing import Final


class Situation(StrEnum):
    """What a reveal shows."""

    AGREED = "agreed"
    NEIGHBOURS = "neighbours"
    SPREAD = "spread"
    TWO_CAMPS = "two camps"
    UNSURE = "unsure"


PROMPTS: Final = {
    Situation.AGREED: "What could still surprise us?",
    Situation.NEIGHBOURS: "What would make the larger card the safer one?",
    Situation.SPREAD: "What do you see that the rest of us may not see yet?",
    Situation.TWO_CAMPS: "Which part would we build first, and what changes when it is there?",
    Situation.UNSURE: "What would you need to know to pick a card?",
}
LOWEST: Final = "What would keep this small?"
HIGHEST: Final = "What do you see that makes this large?"
TOO_LARGE: Final = "Which part of it would be useful on its own?"
BREAK: Final = "How about five minutes away from the screen?"
