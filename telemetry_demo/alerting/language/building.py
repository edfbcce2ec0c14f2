"""From the parser's tree to a rule: names, units and times are looked at, and every problem is kept."""

from collections.abc import Mapping
from typing import Final

from lark import Token, Tree

from telemetry_demo.alerting.language.problems import Problem, nearest
from telemetry_demo.alerting.language.tree import (
    SECOND,
    Action,
    Aggregate,
    All,
    Any,
    Comparison,
    Condition,
    Lasting,
    Measure,
    Missing,
    Not,
    Place,
    Rule,
    span,
)
from telemetry_demo.signals import Signal

FUNCTIONS: Final = {one.value: one for one in Aggregate if one is not Aggregate.LATEST}
MISSING: Final = "missing"
ALIASES: Final = {"value": "heart_rate"}  # the word of the specification's example
HELD: Final = 600 * SECOND  # how long a latest reading speaks for its signal
LONGEST_WINDOW: Final = 24 * 3600 * SECOND
LONGEST_MESSAGE: Final = 80
TIMES: Final = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), SECOND),
    **dict.fromkeys(("min", "minute", "minutes"), 60 * SECOND),
    **dict.fromkeys(("h", "hour", "hours"), 3600 * SECOND),
}


def place(node: Tree | Token) -> Place:
    """Where a node stands; one of several lines is shown by its first."""
    if isinstance(node, Token):
        return Place(node.line, node.column, node.column + len(node))
    meta = node.meta
    return Place(meta.line, meta.column, meta.end_column if meta.end_line == meta.line else meta.column + 1)


class Builder:
    """Builds one rule; what is wrong in it stands in `problems` afterwards."""

    def __init__(self, signals: Mapping[str, Signal]):
        self._signals = signals
        self._read: set[str] = set()
        self.problems: list[Problem] = []

    def rule(self, tree: Tree) -> Rule:
        condition, action = tree.children
        return Rule(
            condition=self._condition(condition),
            action=Action(action.children[0].lower()),
            message=self._message(action.children[1]),
            signals=frozenset(self._read),
        )

    def _condition(self, node: Tree) -> Condition:
        return getattr(self, f"_{node.data}")(*node.children, at=node)

    def _either(self, *nodes: Tree, at: Tree) -> Condition:
        return Any(tuple(self._condition(node) for node in nodes))

    def _both(self, *nodes: Tree, at: Tree) -> Condition:
        return All(tuple(self._condition(node) for node in nodes))

    def _no(self, node: Tree, *, at: Tree) -> Condition:
        return Not(self._condition(node))

    def _lasting(self, node: Tree, duration: Tree | None = None, *, at: Tree) -> Condition:
        condition = self._condition(node)
        return condition if duration is None else Lasting(condition, self._duration(duration))

    def _absence(self, name: Token, signal: Token, duration: Tree, *, at: Tree) -> Condition:
        if name != MISSING:
            hint = "is compared with a number" if name in FUNCTIONS else "is no condition"
            self._wrong(place(name), f"{name} {hint}.", MISSING if nearest(name, [MISSING]) else "")
        return Missing(self._signal(signal), self._duration(duration))

    def _comparison(self, value: Tree, sign: Token, quantity: Tree, *, at: Tree) -> Condition:
        measure = self._latest(value) if value.data == "latest" else self._window(value)
        number, unit = quantity.children
        if unit is not None and measure.signal in self._signals:
            self._check_unit(measure, unit)
        return Comparison(measure, str(sign), float(number))

    def _latest(self, value: Tree) -> Measure:
        return Measure(Aggregate.LATEST, self._signal(value.children[0]), HELD)

    def _window(self, value: Tree) -> Measure:
        name, signal, duration = value.children
        if name == MISSING:
            self._wrong(place(name), "missing is a condition of its own and is not compared with a number.")
        elif name not in FUNCTIONS:
            self._wrong(place(name), f"There is no function called {name}.", nearest(name, FUNCTIONS))
        return Measure(FUNCTIONS.get(name, Aggregate.MEAN), self._signal(signal), self._duration(duration))

    def _signal(self, token: Token) -> str:
        name = ALIASES.get(token, str(token))
        if name not in self._signals:
            self._wrong(place(token), f"There is no signal called {name}.", nearest(name, self._signals))
        self._read.add(name)
        return name

    def _check_unit(self, measure: Measure, unit: Token) -> None:
        own = self._signals[measure.signal].unit
        right = {Aggregate.COUNT: "", Aggregate.RATE: f"{own}/min"}.get(measure.of, own)
        if unit != right:
            said = f"is measured in {right}" if right else "is a number without a unit"
            self._wrong(place(unit), f"{measure.words} {said}, not in {unit}.", right)

    def _duration(self, node: Tree) -> int:
        number, unit = node.children
        size = TIMES.get(unit.lower())
        if size is None:
            self._wrong(place(unit), f"{unit} is no unit of time.", nearest(unit, TIMES))
            return SECOND
        duration = round(float(number) * size)
        if not 0 < duration <= LONGEST_WINDOW:
            self._wrong(place(node), f"A time is longer than nothing and at most {span(LONGEST_WINDOW)}.")
            return SECOND
        return duration

    def _message(self, token: Token) -> str:
        text = " ".join(token[1:-1].split())
        if not 0 < len(text) <= LONGEST_MESSAGE:
            self._wrong(place(token), f"An alert says something, in at most {LONGEST_MESSAGE} letters.")
        return text

    def _wrong(self, where: Place, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(where, message, suggestion))
