"""Writing help (STO-4): what a reader of a story would ask back, in plain words. Pure; it advises and never blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stories.rules import Kind

VAGUE: Final = (
    "easily", "easy", "simple", "simply", "intuitive", "user-friendly", "fast", "quickly", "quick", "better", "nice",
    "improved", "good", "modern", "flexible", "robust", "seamless", "efficient", "efficiently", "appropriate", "etc",
    "and so on", "as needed", "if possible", "various", "some", "several", "all kinds of",
)  # fmt: skip
SOLUTION: Final = (
    "button", "dropdown", "drop-down", "checkbox", "modal", "pop-up", "popup", "dialog", "screen", "tab", "menu",
    "database", "table", "column", "api", "endpoint", "cron job", "microservice", "json", "csv", "sql", "cache",
)  # fmt: skip
# Two things with one verb are one goal: "see who and when". A second verb after the word makes a second goal.
_SECOND_GOAL = re.compile(
    r"(?:\band\b(?: then| also)?|;|\bas well as\b) (?:to )?"
    r"(?:add|archive|assign|change|choose|compare|copy|create|delete|download|edit|export|filter|find|get|import|join|"
    r"manage|move|notify|open|pick|plan|print|remove|rename|save|search|see|send|set|share|show|sort|store|track|"
    r"update|upload|view|write)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Advice:
    """`field` is what it is about."""

    field: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A story as far as it is typed."""

    kind: str = Kind.STORY
    title: str = ""
    goal: str = ""
    value: str = ""
    question: str = ""
    criteria: Sequence[str] = ()
    points: Decimal | None = None


def _first(text: str, words: Sequence[str]) -> str:
    """The one of the words that stands first in the text, or empty."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    return match[0] if match else ""


def _of_goal(draft: Draft) -> list[Advice]:
    advice = []
    if _SECOND_GOAL.search(draft.goal):
        text = "This reads like several goals in one. Can each become a story of its own?"
        advice.append(Advice("goal", text))
    if word := _first(draft.goal, SOLUTION):
        text = f"“{word}” is a solution. What would the person be able to do with it?"
        advice.append(Advice("goal", text))
    return advice


def _of_value(draft: Draft) -> list[Advice]:
    if draft.goal.strip() and not draft.value.strip():
        return [Advice("value", "The value is missing. What gets better for the person?")]
    if draft.value.strip() and draft.value.strip().casefold() == draft.goal.strip().casefold():
        return [Advice("value", "The value repeats the goal. Why does the person want it?")]
    return []


def _of_words(draft: Draft) -> list[Advice]:
    parts = [("goal", draft.goal), ("value", draft.value), *(("criteria", line) for line in draft.criteria)]
    for field, text in parts:
        if word := _first(text, VAGUE):
            return [Advice(field, f"“{word}” means something else to everybody. How would one notice it?")]
    return []


def _of_criteria(draft: Draft) -> list[Advice]:
    has_text = draft.title.strip() or draft.goal.strip()
    if has_text and not any(line.strip() for line in draft.criteria):
        return [Advice("criteria", "No criterion can be tested yet. What would you show at the review?")]
    return []


def _of_size(draft: Draft, largest: Decimal) -> list[Advice]:
    if draft.points is None or draft.points <= largest:
        return []
    text = f"The team usually finishes stories of up to {largest.normalize():f} points in a sprint. Can this be split?"
    return [Advice("points", text)]


def advise(draft: Draft, *, largest: Decimal) -> list[Advice]:
    """What could be clearer, in the form's order. `largest` is the size that the team usually finishes."""
    if draft.kind == Kind.SPIKE:
        return []
    sentence = [*_of_goal(draft), *_of_value(draft)] if draft.kind == Kind.STORY else []
    return [*sentence, *_of_words(draft), *_of_criteria(draft), *_of_size(draft, largest)]
