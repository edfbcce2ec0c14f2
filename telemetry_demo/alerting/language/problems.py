"""What is wrong with a rule's text, at its place and with what to write instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from core.errors import Invalid
from telemetry_demo.alerting.language.tree import Place


@dataclass(frozen=True)
class Problem:
    """`suggestion` is what would fit in the place of the text at `place`; empty where nothing is near."""

    place: Place
    message: str
    suggestion: str = ""

    @property
    def where(self) -> str:
        return f"Line {self.place.line}, column {self.place.column}"

    @property
    def sentence(self) -> str:
        """The message with the suggestion, as a page and a program show it."""
        return f"{self.message} Did you mean {self.suggestion}?" if self.suggestion else self.message


class Unreadable(Invalid):
    """A text that is no rule, with every problem that was found."""

    code = "unreadable_rule"

    def __init__(self, problems: Sequence[Problem]):
        first = problems[0]
        super().__init__(f"{first.where}: {first.message}", field="text", fix=_fix(first))
        self.problems = list(problems)


def _fix(problem: Problem) -> str:
    return f"Did you mean {problem.suggestion}?" if problem.suggestion else "Mend the text at that place."


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that somebody meant who wrote `word`; empty where none is near."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.55)), "")


def pointed_at(text: str, problem: Problem) -> str:
    """The line with a caret under its fault, for a terminal."""
    lines = text.splitlines() or [""]
    line = lines[min(problem.place.line, len(lines)) - 1]
    blank = "".join("\t" if letter == "\t" else " " for letter in line[: problem.place.column - 1])
    return f"{line}\n{blank}{'^' * max(1, problem.place.end - problem.place.column)}"


def mended(text: str, problem: Problem) -> str:
    """The text with the suggestion in place of what is wrong."""
    lines = text.splitlines(keepends=True)
    at, place = problem.place.line - 1, problem.place
    lines[at] = lines[at][: place.column - 1] + problem.suggestion + lines[at][place.end - 1 :]
    return "".join(lines)
