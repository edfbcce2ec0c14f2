"""How long a decision to keep an old story lasts (STO-9). Pure."""

from datetime import date
from typing import Final

from core.errors import Invalid
from stories.backlog.rules import months_before

KEPT_MONTHS: Final = 3
LONGEST_REASON: Final = 300


def kept_until(today: date) -> date:
    """The last day of the quarter that begins today: the same day three months on, or the last of a shorter month."""
    return months_before(today, -KEPT_MONTHS)


def clean_reason(reason: str) -> str:
    """Raises Invalid at `reason` when there is none, or too much of it."""
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise Invalid("A reason is missing.", field="reason", fix="Say why in a few words.")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} letters.", field="reason", fix="Shorten it.")
    return reason
