"""How a story becomes several: the parts, and which criterion goes where. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import Invalid
from stories.rules import Kind

FEWEST_PARTS: Final = 2
MOST_PARTS: Final = 6


@dataclass(frozen=True)
class Part:
    """One of the new stories: what is wanted, in words, and the ids of the criteria that it takes over."""

    words: str
    criteria: tuple[int, ...] = ()


def clean_parts(parts: Sequence[Part], *, kind: str, criteria: Collection[int]) -> list[Part]:
    """The parts with tidy words; every criterion has to be in one of them at least, so that none is lost.

    Raises Invalid at `kind` for a spike, at `part_1`, … for missing or doubled words, at `parts` for their number, and
    at `criterion_<id>` for one that nobody took.
    """
    if kind == Kind.SPIKE:
        raise Invalid("A spike is not split: its timebox keeps it small.", field="kind", fix="Write a second spike.")
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Invalid(f"A story is split into {FEWEST_PARTS} to {MOST_PARTS}.", field="parts", fix="Write the parts.")
    cleaned = [Part(" ".join(part.words.replace("\x00", "").split()), tuple(part.criteria)) for part in parts]
    _require_words(cleaned)
    taken = {key for part in cleaned for key in part.criteria}
    if strange := taken - set(criteria):
        raise Invalid("A criterion is not there any more.", field=f"criterion_{min(strange)}", fix="Reload the page.")
    if left := set(criteria) - taken:
        raise Invalid("Say where this criterion goes.", field=f"criterion_{min(left)}", fix="Choose a part, or both.")
    return cleaned


def _require_words(parts: Sequence[Part]) -> None:
    seen: set[str] = set()
    for number, part in enumerate(parts, start=1):
        if not part.words:
            raise Invalid("This part says nothing yet.", field=f"part_{number}", fix="Write what is wanted.")
        if part.words.casefold() in seen:
            raise Invalid("Two parts say the same.", field=f"part_{number}", fix="Write what is different.")
        seen.add(part.words.casefold())


def placed(choices: Mapping[int, str], part: int) -> tuple[int, ...]:
    """The criteria of part 1, 2, … by what was chosen for each: a part's number, or “all”."""
    return tuple(key for key, choice in choices.items() if choice in ("all", str(part)))


def halves(words: str) -> tuple[str, str]:
    """What two parts might say: the two sides of the first “and”, or the whole and nothing."""
    first, _, second = words.strip().removeprefix("to ").rstrip(".").partition(" and ")
    return first.strip(), second.strip()


def words_to_split(kind: Kind, goal: str, title: str) -> str:
    """What a form proposes halves of: the goal of a user story that has one, else the title."""
    return goal if kind == Kind.STORY and goal else title


def one_goal(goal: str) -> str:
    """A hint where a goal reads like two, empty where it reads like one."""
    first, second = halves(goal)
    return f"“{first} and {second}” may be two stories." if first and second else ""
