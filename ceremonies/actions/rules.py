"""Pure decisions about actions (RET-5): what one needs, and what may be said of it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.errors import Invalid

VERDICTS: Final = ("done", "keep", "drop")
STATE_AFTER: Final = {"done": "done", "keep": "open", "drop": "dropped"}


def clean_words(text: str, most: int, field: str, missing: str) -> str:
    """One line; raises Invalid at `field`."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not text:
        raise Invalid(missing, field=field, fix="Write a few words.")
    if len(text) > most:
        raise Invalid(f"It has {len(text)} letters; {most} fit.", field=field, fix="Shorten it.")
    return text


def clean_due(due: date | None, today: date) -> date:
    """Raises Invalid for no day, a day that is over, and one more than a year ahead."""
    if due is None or not today <= due or (due - today).days > 366:
        raise Invalid("An action is due on a day from today on.", field="due_on", fix="Choose a day within a year.")
    return due


def clean_verdict(verdict: str, reason: str) -> tuple[str, str]:
    """Raises Invalid for another verdict than done, keep or drop, and for keeping or dropping without a reason."""
    if verdict not in VERDICTS:
        raise Invalid("Say whether it is done, kept or dropped.", field="verdict", fix="Choose one.")
    if verdict == "done" and not reason.strip():
        return verdict, ""
    return verdict, clean_words(reason, 200, "reason", "To keep or drop it needs a reason.")


def rate(states: Iterable[str]) -> tuple[int, int]:
    """Actions done, and all of them."""
    found = list(states)
    return sum(state == "done" for state in found), len(found)
