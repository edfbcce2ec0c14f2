"""What a search compares: words without case, accents and signs. Both databases get the same, so both find the same.

An engine only ever sees words made of letters and digits, in the index as in the question; nothing that somebody
types can be an operator of its query language.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

LONGEST_WORD: Final = 64
MOST_WORDS: Final = 12
# Chinese and Japanese set no spaces: there each sign is a word.
_SIGNS: Final = "\u3040-\u30ff\u3400-\u9fff"
_WORD: Final = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")
_WORD_AS_WRITTEN: Final = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}](?:[^\W_{_SIGNS}]|[\u0300-\u036f])*")
_KEY: Final = re.compile(r"#?([a-z][a-z0-9]{0,9}-\d{1,9})", re.IGNORECASE)


class Tier(IntEnum):
    """Where all words of a question stand, best first."""

    TITLE = 0
    SENTENCE = 1
    ANYWHERE = 2


@dataclass(frozen=True)
class Written:
    """Everything of a story that can be found."""

    key: str
    title: str
    sentence: Sequence[str] = ()
    body: Sequence[str] = ()


@dataclass(frozen=True)
class Piece:
    """A part of a text; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool = False


def _plain(text: str) -> str:
    """Without case and accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def fold(*texts: str) -> str:
    """The words of the texts as the index holds them, one space between any two."""
    return " ".join(word[:LONGEST_WORD] for text in texts for word in _WORD.findall(_plain(text)))


def words_of(question: str) -> tuple[str, ...]:
    """The different words that somebody looks for, in their order; the first dozen."""
    return tuple(dict.fromkeys(fold(question).split()))[:MOST_WORDS]


def key_in(question: str) -> str:
    """The story key that the question is, in capitals, or empty: CT-42."""
    match = _KEY.fullmatch(question.strip())
    return match[1].upper() if match else ""


def document(written: Written) -> dict[str, str]:
    """A story's words by how much they say about it. Its key is found with and without its dash."""
    return {
        "title": fold(written.key, written.key.replace("-", ""), written.title),
        "sentence": fold(*written.sentence),
        "body": fold(*written.body),
    }


def has_all(text: str, words: Iterable[str]) -> bool:
    """Whether each word begins some word of the text."""
    there = fold(text).split()
    return all(any(one.startswith(word) for one in there) for word in words)


def whole_words(text: str, words: Iterable[str]) -> int:
    """How many of the words stand in the text as they are, not merely as a beginning."""
    there = set(fold(text).split())
    return sum(word in there for word in words)


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """The text cut at what was looked for."""
    cut, end = [], 0
    for match in _WORD_AS_WRITTEN.finditer(text):
        if length := _hit(match[0], words):
            start = match.start()
            cut += [Piece(text[end:start]), Piece(text[start : start + length], is_hit=True)]
            end = start + length
    cut.append(Piece(text[end:]))
    return [piece for piece in cut if piece.text]


def _hit(written: str, words: Sequence[str]) -> int:
    """How many of a word's signs are what was looked for: the beginning, or all where signs fold to several."""
    folded = fold(written)
    longest = max((len(word) for word in words if folded.startswith(word)), default=0)
    return longest if longest and len(folded) == len(written) else len(written) * bool(longest)


def snippet(text: str, words: Sequence[str], length: int = 120) -> list[Piece]:
    """A passage of about `length` signs around the first hit, cut between words, with its hits."""
    text = " ".join(text.split())
    first = next((match.start() for match in _WORD_AS_WRITTEN.finditer(text) if _hit(match[0], words)), 0)
    start = 0 if len(text) <= length else max(0, min(first - length // 3, len(text) - length))
    passage = text[start : start + length]
    if start:
        passage = "… " + passage.partition(" ")[2]
    if start + length < len(text):
        passage = passage.rpartition(" ")[0] + " …"
    return pieces(passage, words)
