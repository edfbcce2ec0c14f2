"""What stakeholders can decide about a release (VEL-4)."""

from enum import StrEnum
from typing import Final


class Choice(StrEnum):
    GO = "go"
    HOLD = "hold"
    CUT_SCOPE = "cut_scope"
    MOVE_DATE = "move_date"


CHOICE_NAMES: Final = [
    (Choice.GO.value, "Go"),
    (Choice.HOLD.value, "Hold"),
    (Choice.CUT_SCOPE.value, "Cut scope"),
    (Choice.MOVE_DATE.value, "Move the date"),
]
