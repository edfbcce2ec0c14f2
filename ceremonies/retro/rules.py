"""Pure decisions of retrospectives: columns, cards, the budget of dots and the five whys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from core.errors import Conflict, Invalid

CARD_LENGTH, TITLE_LENGTH, ANSWER_LENGTH = 280, 80, 200
MOST_CARDS, MOST_NOTES = 400, 100
DOTS: Final = range(1, 11)  # dots that a person may have
ACTIONS: Final = range(1, 8)  # new actions that a retrospective may have
DEEPEST_WHY: Final = 7


@dataclass(frozen=True)
class Column:
    """Where cards are written; `ask` is the question above it."""

    key: str
    name: str
    icon: str
    ask: str


FORMATS: Final = {
    "energy": (
        Column("well", "Went well", "smile", "What gave you energy?"),
        Column("slow", "Slowed us down", "turtle", "What made work harder than it had to be?"),
        Column("idea", "Ideas", "lightbulb", "What would you try for one sprint?"),
    ),
    "start-stop": (
        Column("start", "Start", "play", "What would help if we began it?"),
        Column("stop", "Stop", "square", "What costs more than it gives?"),
        Column("go-on", "Continue", "repeat", "What should we not lose?"),
    ),
    "four-l": (
        Column("liked", "Liked", "smile", "What would you do the same way again?"),
        Column("learned", "Learned", "graduation-cap", "What do you know now that you did not?"),
        Column("lacked", "Lacked", "circle-slash", "What did you miss?"),
        Column("longed", "Longed for", "lightbulb", "What do you wish for?"),
    ),
}
FORMAT_NAMES: Final = {"energy": "Went well, slowed us down, ideas", "start-stop": "Start, stop, continue",
                       "four-l": "Liked, learned, lacked, longed for"}  # fmt: skip
NUDGE: Final = "Ask once more: a remedy works best on a root cause. Mark one, or make it an action all the same."


def columns_of(format_key: str) -> list[list[str]]:
    """The columns of a format as they are kept. Raises Invalid for one that does not exist."""
    if format_key not in FORMATS:
        raise Invalid("There is no such format.", field="format", fix="Choose one of the list.")
    return [[one.key, one.name, one.icon, one.ask] for one in FORMATS[format_key]]


def clean(text: str, most: int, field: str, missing: str) -> str:
    """One line; raises Invalid at `field` for nothing and for more than `most` letters."""
    text = " ".join("".join(sign if sign.isprintable() or sign == "\u200d" else " " for sign in text).split())
    if not text:
        raise Invalid(missing, field=field, fix="Write a few words.")
    if len(text) > most:
        raise Invalid(f"It has {len(text)} letters; {most} fit.", field=field, fix="One thought at a time: split it.")
    return text


def clean_column(key: str, columns: Collection[Collection[str]]) -> str:
    """Raises Invalid for a column that this retrospective does not have."""
    if key not in {next(iter(column)) for column in columns}:
        raise Invalid("There is no such column.", field="column", fix="Choose one that is shown.")
    return key


def clean_number(value: int | None, allowed: range, field: str) -> int:
    """Raises Invalid at `field` for a number outside of `allowed`."""
    if value is None or value not in allowed:
        raise Invalid(f"Choose {allowed.start} to {allowed.stop - 1}.", field=field, fix="Choose another number.")
    return value


def give_dots(given: Mapping[str, int], topic: int, dots: int, budget: int) -> dict[str, int]:
    """A person's dots by topic id (as text, as JSON keeps it) when they give a topic `dots` in all.

    Raises Invalid for less than none, Conflict beyond the budget.
    """
    if dots < 0:
        raise Invalid("A topic cannot have less than no dot.", field="dots", fix="Give it none.")
    others = {key: value for key, value in given.items() if key != str(topic)}
    if sum(others.values()) + dots > budget:
        raise Conflict(f"You have {budget} dots in all.", field="dots", fix="Take one back elsewhere first.")
    return others | ({str(topic): dots} if dots else {})


def title_from(text: str) -> str:
    """A topic's first title: its card, cut at a word."""
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]}…"


def follow_through(states: Collection[str]) -> tuple[int, int]:
    """Actions done, and all that are decided: open ones do not count against anybody yet."""
    done = sum(state == "done" for state in states)
    return done, done + sum(state == "dropped" for state in states)
