"""From text to a tree, or to problems that point at their place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from telemetry_demo.alerting.language.building import Builder
from telemetry_demo.alerting.language.problems import Problem, Unreadable, nearest
from telemetry_demo.alerting.language.tree import Place, Rule
from telemetry_demo.signals import SIGNALS, Signal

LONGEST: Final = 4000  # letters
DEEPEST: Final = 20  # brackets and `not` inside one another

_GRAMMAR = Lark(
    (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8"), parser="lalr", propagate_positions=True
)
# What a terminal of the grammar is called in an error, and which words somebody may have meant.
_TERMINALS: Final = {
    "WHEN": "when", "THEN": "then", "AND": "and", "OR": "or", "NOT": "not", "FOR": "for", "ALERT": "alert",
    "FLAG": "flag", "LPAR": "an opening bracket", "RPAR": "a closing bracket", "COMMA": "a comma",
    "COMPARED": "a comparison such as >", "UNIT": "a unit",
    "SIGNED": "a number", "NUMBER": "a number", "NAME": "a name", "STRING": "a text in quotes", "$END": "the end",
}  # fmt: skip
_ORDER: Final = tuple(_TERMINALS)


def parse(text: str, signals: Mapping[str, Signal] = SIGNALS) -> Rule:
    """The rule that the text says, reading the given signals. Raises Unreadable with every problem found."""
    if len(text) > LONGEST:
        raise Unreadable([Problem(Place(1, 1, 2), f"The text is longer than {LONGEST} letters.")])
    if not text.strip():
        raise Unreadable([Problem(Place(1, 1, 2), "There is no rule yet. It starts with when.", "when")])
    tree = _tree(text)
    if too_deep := _too_deep(tree):
        raise Unreadable([Problem(too_deep, f"This is nested more than {DEEPEST} levels deep.")])
    builder = Builder(signals)
    rule = builder.rule(tree)
    if builder.problems:
        raise Unreadable(sorted(builder.problems, key=lambda problem: (problem.place.line, problem.place.column)))
    return rule


def _tree(text: str) -> Tree:
    try:
        return _GRAMMAR.parse(text)
    except UnexpectedInput as wrong:
        raise Unreadable([_syntax_problem(text, wrong)]) from None


def _syntax_problem(text: str, wrong: UnexpectedInput) -> Problem:
    if isinstance(wrong, UnexpectedCharacters):
        return _odd_letter(text, wrong)
    expected = sorted(getattr(wrong, "accepts", None) or wrong.expected, key=_place_in_order)
    names = [_TERMINALS.get(name, name.lower()) for name in expected]
    token = getattr(wrong, "token", None)
    if isinstance(wrong, UnexpectedEOF) or token is None or token.type == "$END":
        return Problem(_end(text), f"The rule ends too early. What fits here is {_either(names)}.")
    words = [name for name in names if name.isalpha()]
    return Problem(
        Place(token.line, token.column, token.column + len(token)),
        f"“{token}” cannot stand here. What fits is {_either(names)}.",
        nearest(str(token), words) if isinstance(wrong, UnexpectedToken) and str(token).isidentifier() else "",
    )


def _odd_letter(text: str, wrong: UnexpectedCharacters) -> Problem:
    letter = text[wrong.pos_in_stream]
    place = Place(wrong.line, wrong.column, wrong.column + 1)
    if letter == '"':
        return Problem(place, "This text has no closing quote on its line.")
    if letter in "“”„'‚‘’«»":
        return Problem(place, f"Texts stand in straight double quotes, not in {letter}.", '"')
    if letter in "=≥≤!":
        meant = {"≥": ">=", "≤": "<="}.get(letter, "")
        return Problem(place, "Numbers are compared by >, >=, < or <=.", meant)
    return Problem(place, f"“{letter}” has no meaning in a rule.")


def _place_in_order(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _either(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _end(text: str) -> Place:
    lines = text.rstrip().splitlines()
    column = len(lines[-1]) + 1
    return Place(len(lines), column, column + 1)


def _too_deep(tree: Tree) -> Place | None:
    """Walked without recursion: the depth is what is in question."""
    waiting: list[tuple[Tree | Token, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, Tree):
            if depth > DEEPEST + 3:
                return Place(node.meta.line, node.meta.column, node.meta.column + 1)
            waiting += [(child, depth + 1) for child in node.children if child is not None]
    return None
