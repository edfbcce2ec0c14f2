"""Finds “As a …, I want … so that …” in free text and takes it apart. Pure, and quick on hostile text."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

_LONGEST_PERSONA: Final = 60
_MOST_WORDS: Final = 6
# How often “as a” is tried, and how much text after it: bounds the work for texts made to be slow.
_TRIES: Final = 5
_LONGEST_SENTENCE: Final = 5000
_AS_A = re.compile(r"(?:^|(?<=[\s.:(*_]))as an? ", re.IGNORECASE)
_WANT = re.compile(r",? (?:i|we) (?:want|need|would like|wish|expect|can|must|should be able)\b", re.IGNORECASE)
_SO_THAT = re.compile(r"[,;.]? (?:so that|in order to|so i can|so we can)\b", re.IGNORECASE)
# A full stop, or the “h3.” with which Jira begins a heading.
_END = re.compile(r"(?: h[1-6])?[.!?](?= |$)")
# “As a result …” is no persona.
_NOT_PEOPLE = {"result", "consequence", "workaround", "reminder", "side", "first", "last", "temporary", "bonus"}
_EDGES = " ,;:*_\"'“”"


@dataclass(frozen=True, slots=True)
class Found:
    """The sentence's parts and the text without it."""

    persona: str
    goal: str
    value: str
    rest: str


def find(text: str) -> Found | None:
    """The first user-story sentence of a text, None when there is none. It may run over several lines."""
    for start in islice(_AS_A.finditer(text), _TRIES):
        paragraph_end = _paragraph_end(text, start.end())
        found = _take_apart(" ".join(text[start.end() : paragraph_end].split()))
        if found:
            persona, goal, value, tail = found
            rest = "\n\n".join(filter(None, (text[: start.start()].strip(), tail, text[paragraph_end:].strip())))
            return Found(persona, goal, value, rest.strip(_EDGES))
    return None


def _paragraph_end(text: str, start: int) -> int:
    blank = re.compile(r"\n[ \t\r]*\n").search(text, start)
    return min(blank.start() if blank else len(text), start + _LONGEST_SENTENCE)


def _take_apart(sentence: str) -> tuple[str, str, str, str] | None:
    want = _WANT.search(sentence, 0, _LONGEST_PERSONA + 40)
    persona = sentence[: want.start()].strip(_EDGES) if want else ""
    if not _is_persona(persona):
        return None
    reason = _SO_THAT.search(sentence, want.end())
    end = _END.search(sentence, reason.end() if reason else want.end())
    stop = end.start() if end else len(sentence)
    goal = sentence[want.end() : reason.start() if reason else stop].strip(_EDGES + ".")
    value = sentence[reason.end() : stop].strip(_EDGES) if reason else ""
    tail = sentence[end.end() :].strip() if end else ""
    return (persona, goal, value, tail) if goal else None


def _is_persona(text: str) -> bool:
    words = text.split()
    if not words or len(words) > _MOST_WORDS or words[0].casefold() in _NOT_PEOPLE:
        return False
    return len(text) <= _LONGEST_PERSONA and "," not in text and not _END.search(text)
