"""Pure decisions of polls: the line that makes one, its options, its templates and what may be shown of it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import Conflict, Invalid

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
QUESTION_LENGTH, OPTION_LENGTH, EMOJI_LENGTH = 200, 60, 16
# With fewer answers an anonymous poll shows how many there are, and nothing else (RET-3).
FEWEST_ANSWERS: Final = 3
COMMAND: Final = "/poll"
# Typographic quotes are what phones make of straight ones.
_PART = re.compile(r'\s*(?P<emoji>[^\s"“”„«»]*)\s*(?:"(?P<plain>[^"]*)"|[“„«](?P<curly>[^“”„«»]*)[”“»])')
EXAMPLE: Final = '/poll "How was the sprint?" 🙂 "Good" 😐 "So-so" 🙁 "Rough"'


@dataclass(frozen=True)
class Option:
    emoji: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A poll that somebody is about to ask."""

    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Template:
    """A poll that teams ask again and again; its key is the series that a trend is drawn of."""

    key: str
    name: str
    draft: Draft
    good: int = 0  # the first so many options count as good in a trend


def _draft(question: str, *options: tuple[str, str]) -> Draft:
    return Draft(question, tuple(Option(*option) for option in options))


_FIVE = (("1️⃣", "No"), ("2️⃣", "Hardly"), ("3️⃣", "Fair"), ("4️⃣", "Good"), ("5️⃣", "Very"))
_LIGHTS = (("🟢", "Good"), ("🟡", "So-so"), ("🔴", "Hurts"))
TEMPLATES: Final = (
    Template(
        "mood", "Mood",
        _draft("How did the sprint feel?", ("🎉", "Great"), ("🙂", "Good"), ("😐", "So-so"), ("😮‍💨", "Tiring"),
               ("🙁", "Bad")), 2,
    ),
    Template(
        "confidence", "Confidence",
        _draft("How sure are you that we reach the sprint goal?", ("💯", "Certain"), ("👍", "Likely"), ("🤔", "Open"),
               ("👎", "Unlikely")), 2,
    ),
    Template(
        "fist-of-five", "Fist of five",
        _draft("How many fingers do you give it?", ("🖐️", "Five"), ("4️⃣", "Four"), ("3️⃣", "Three"), ("2️⃣", "Two"),
               ("☝️", "One"), ("✊", "None")), 3,
    ),
    Template(
        "start-stop-continue", "Start, stop, continue",
        _draft("What should weigh most in the next sprint?", ("🚀", "Start something"), ("🛑", "Stop something"),
               ("🔁", "Continue as we do")),
    ),
    Template("worth", "Worth the time", _draft("Was this hour worth it?", *reversed(_FIVE)), 2),
)  # fmt: skip
# The team health check (RET-9): the same questions each time, one poll and one trend for each.
HEALTH: Final = (
    Template("health-goal", "Direction", _draft("Do we know where we are going?", *_LIGHTS), 1),
    Template("health-help", "Support", _draft("Do we get help when we ask?", *_LIGHTS), 1),
    Template("health-flow", "Flow", _draft("Does work flow without waiting?", *_LIGHTS), 1),
    Template("health-quality", "Quality", _draft("Are we proud of what we ship?", *_LIGHTS), 1),
    Template("health-fun", "Joy", _draft("Do we like working together?", *_LIGHTS), 1),
)
KNOWN: Final = {template.key: template for template in (*TEMPLATES, *HEALTH)}


def template_of(key: str) -> Template:
    """Raises Invalid for a key that is no template."""
    if key not in KNOWN:
        raise Invalid("There is no such template.", field="template", fix="Choose one of the list.")
    return KNOWN[key]


def is_command(text: str) -> bool:
    """Whether a text that was typed into any box asks for a poll."""
    return text.strip().split(" ", 1)[0].lower() == COMMAND


def parse_line(line: str, field: str = "text") -> Draft:
    """Reads `/poll "question" 🙂 "option" …`; an emoji may be missing. Raises Invalid at `field`, with an example."""
    rest = line.strip()
    rest = rest[len(COMMAND) :] if is_command(rest) else rest
    parts, place = [], 0
    while rest[place:].strip():
        found = _PART.match(rest, place)
        if found is None:
            near = rest[place:].strip()[:30]
            raise Invalid(f"The poll cannot be read from “{near}” on.", field=field, fix=f"Write it like {EXAMPLE}")
        parts.append(Option(found["emoji"], found["plain"] if found["plain"] is not None else found["curly"]))
        place = found.end()
    if not parts or parts[0].emoji:
        raise Invalid("The question comes first, in quotes.", field=field, fix=f"Write it like {EXAMPLE}")
    return clean_draft(Draft(parts[0].text, tuple(parts[1:])), field)


def clean_draft(draft: Draft, field: str = "") -> Draft:
    """One question with 2 to 10 different options. Raises Invalid at `field`, or at the part that is wrong."""
    question = _clean(draft.question)
    if not question:
        raise Invalid("A question is missing.", field=field or "question", fix="Type what you want to know.")
    if len(question) > QUESTION_LENGTH:
        raise Invalid(
            f"A question has at most {QUESTION_LENGTH} letters.", field=field or "question", fix="Shorten it."
        )
    options: list[Option] = []
    for option in draft.options:
        options.append(clean_option(option, options, field or "options"))
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise Invalid(
            f"A poll has {FEWEST_OPTIONS} to {MOST_OPTIONS} options.", field=field or "options",
            fix="Give each one its own quotes, or its own line.",
        )  # fmt: skip
    return Draft(question, tuple(options))


def clean_option(option: Option, taken: Collection[Option], field: str = "option") -> Option:
    """Raises Invalid for an empty option, one that is too long, and one that is there already."""
    emoji, text = _clean(option.emoji), _clean(option.text)
    if not text:
        raise Invalid("An option is empty.", field=field, fix="Write what can be chosen.")
    if len(text) > OPTION_LENGTH or len(emoji) > EMOJI_LENGTH:
        raise Invalid(
            f"“{text[:20]}…” is too long.", field=field, fix=f"An option has at most {OPTION_LENGTH} letters."
        )
    if text.casefold() in {other.text.casefold() for other in taken}:
        raise Invalid(f"“{text}” is there twice.", field=field, fix="Leave one out.")
    return Option(emoji, text)


def read_lines(text: str) -> tuple[Option, ...]:
    """Options typed one on a line; a line may begin with an emoji: a first word without letters and digits."""
    options = []
    for line in filter(None, map(_clean, text.splitlines())):
        first, _, rest = line.partition(" ")
        is_emoji = rest and not any(sign.isascii() and sign.isalnum() for sign in first) and not first.isalpha()
        options.append(Option(first, rest) if is_emoji else Option("", line))
    return tuple(options)


def _clean(text: str) -> str:
    """One line without control characters; joiners of emojis stay."""
    kept = "".join(sign if sign.isprintable() or sign in "\u200d\ufe0f" else " " for sign in text)
    return " ".join(kept.split())


def clean_choice(chosen: Collection[int], options: Collection[int], *, is_multiple: bool) -> list[int]:
    """The ids that count, sorted; none takes an answer back. Raises Invalid for foreign ids and for too many."""
    wanted = set(chosen)
    if not wanted <= set(options):
        raise Invalid("That is not one of the options.", field="option", fix="Choose one that is shown.")
    if len(wanted) > 1 and not is_multiple:
        raise Invalid("This poll takes one answer.", field="option", fix="Choose one.")
    return sorted(wanted)


def require_open(*, is_closed: bool, has_begun: bool, is_over: bool) -> None:
    """Raises Conflict for a poll that is closed, over, or not open yet."""
    if is_closed or is_over:
        raise Conflict("This poll is closed.", field="option", fix="Its result stays. Ask again in a new one.")
    if not has_begun:
        raise Conflict("This poll is not open yet.", field="option", fix="Come back when it opens.")


def may_show(*, is_anonymous: bool, is_hidden: bool, is_closed: bool, answers: int) -> bool:
    """Whether what was answered may be shown at all.

    An anonymous poll only when it is closed: bars that move would tell whose answer came last.
    """
    if is_anonymous:
        return is_closed and answers >= FEWEST_ANSWERS
    return is_closed or not is_hidden


def share_of_good(votes: Sequence[int], good: int) -> int | None:
    """Per cent of the votes on the first `good` options; None without votes or where nothing counts as good."""
    total = sum(votes)
    return round(100 * sum(votes[:good]) / total) if total and good else None
