"""Who is brought in by `@Name`. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from core.errors import Invalid

LONGEST: Final = 10_000
# Not within words, addresses and paths: an e-mail address brings nobody in.
_BEFORE: Final = r"(?<![\w@/.:-])@"


def clean_text(text: str) -> str:
    """The comment as it is kept; raises Invalid for nothing and for too much."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("The comment is empty.", field="text", fix="Write a few words.")
    if len(text) > LONGEST:
        fix = "Split it, or attach it as a file."
        raise Invalid(f"A comment has at most {LONGEST:,} characters; this has {len(text):,}.", field="text", fix=fix)
    return text


def callable_names(people: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """What may follow an `@`, in small letters, and whom it means: full names, and first names that one person has.

    People of the same full name are all meant by it.
    """
    full: dict[str, tuple[int, ...]] = {}
    first: dict[str, tuple[int, ...]] = {}
    for person, name in people:
        if words := name.lower().split():
            full[" ".join(words)] = (*full.get(" ".join(words), ()), person)
            first[words[0]] = (*first.get(words[0], ()), person)
    return {word: ids for word, ids in first.items() if len(ids) == 1} | full


def replace_mentions(text: str, names: Iterable[str], say: Callable[[str], str | None]) -> str:
    """`text` with every `@name` as `say(name)` words it; None leaves it. The longest name that fits wins."""
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    if not longest_first or "@" not in text:
        return text
    pattern = re.compile(f"{_BEFORE}({'|'.join(map(re.escape, longest_first))})(?!\\w)", re.IGNORECASE)

    def worded(match: re.Match) -> str:
        said = say(match[1].lower())
        return match[0] if said is None else said

    return pattern.sub(worded, text)


def canonical(text: str, called: Mapping[str, Sequence[int]], people: Mapping[int, str]) -> tuple[str, dict[int, str]]:
    """The text with every mention by the full name of today, and whom it brings in (id to that name)."""
    mentioned: dict[int, str] = {}

    def say(name: str) -> str | None:
        ids = [person for person in called.get(name, ()) if person in people]
        mentioned.update({person: people[person] for person in ids})
        return f"@{people[ids[0]]}" if ids else None

    return replace_mentions(text, called, say), mentioned
