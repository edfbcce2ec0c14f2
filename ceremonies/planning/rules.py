"""Pure decisions about challenges of a plan."""

from enum import StrEnum
from typing import Final

from core.errors import Conflict, Invalid

WORDS: Final = 300


class Decision(StrEnum):
    """What the team decided about a challenge."""

    KEPT = "kept"
    CHANGED = "changed"


def clean_words(text: str, field: str, fix: str) -> str:
    """One line; raises Invalid at `field` for nothing and for more than fits."""
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Invalid("There are no words in it.", field=field, fix=fix)
    if len(text) > WORDS:
        raise Invalid(f"At most {WORDS} characters fit here; this has {len(text)}.", field=field, fix="Shorten it.")
    return text


def decision_named(name: str) -> Decision:
    """Raises Invalid for anything that is no decision."""
    if name not in set(Decision):
        raise Invalid("Unknown decision.", field="decision", fix="Choose kept or changed.")
    return Decision(name)


def require_undecided(decision: str) -> None:
    """Raises Conflict for a challenge that the team has decided on."""
    if decision:
        raise Conflict("The team has decided on this already.", fix="Challenge the plan anew.")
