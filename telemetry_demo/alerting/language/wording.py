"""A rule in a sentence, and its text in parts that a page can colour."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from telemetry_demo.alerting.language.problems import Problem
from telemetry_demo.alerting.language.tree import (
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
    Rule,
    span,
)
from telemetry_demo.signals import SIGNALS

_SIGNS: Final = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}
_REDUCED: Final = {
    Aggregate.LATEST: "{signal}",
    Aggregate.MEAN: "the mean {signal} of {span}",
    Aggregate.MIN: "the lowest {signal} of {span}",
    Aggregate.MAX: "the highest {signal} of {span}",
    Aggregate.COUNT: "the number of {signal} readings in {span}",
    Aggregate.CHANGE: "the change of {signal} in {span}",
    Aggregate.RATE: "the change of {signal} by minute over {span}",
}


def in_words(rule: Rule) -> str:
    """What the rule does, as one sentence."""
    does = "Rings" if rule.action is Action.ALERT else "Marks"
    return f"{does} “{rule.message}” when {_words(rule.condition)}."


def _words(condition: Condition) -> str:
    match condition:
        case Comparison():
            return f"{_measure(condition.measure)} is {_SIGNS[condition.sign]} {_threshold(condition)}"
        case Missing():
            return f"{_name(condition.signal)} is missing for {span(condition.window)}"
        case Lasting():
            return f"{_inner(condition.condition)} for {span(condition.duration)}"
        case Not():
            return f"it is not so that {_inner(condition.condition)}"
        case All():
            return " and ".join(map(_inner, condition.conditions))
        case Any():
            return " or ".join(map(_inner, condition.conditions))


def _inner(condition: Condition) -> str:
    words = _words(condition)
    return f"({words})" if isinstance(condition, (All, Any)) else words


def _measure(measure: Measure) -> str:
    return _REDUCED[measure.of].format(signal=_name(measure.signal), span=span(measure.window))


def _threshold(comparison: Comparison) -> str:
    measure = comparison.measure
    unit = SIGNALS[measure.signal].unit if measure.signal in SIGNALS else ""
    unit = {Aggregate.COUNT: "", Aggregate.RATE: f"{unit}/min"}.get(measure.of, unit)
    return f"{comparison.threshold:g} {unit}".strip()


def _name(signal: str) -> str:
    return signal.replace("_", " ")


@dataclass(frozen=True)
class Line:
    """A line of a text: parts of (kind, text), where kind is word, number, text, comment, wrong, or empty."""

    parts: list[tuple[str, str]]
    is_wrong: bool


_TOKEN: Final = re.compile(
    r'(?P<comment>#.*)|(?P<text>"[^"]*"?)|(?P<number>[+-]?\b\d[\d.]*(?:\s*(?:s|sec|seconds?|min|minutes?|h|hours?)\b)?)'
    r"|(?P<word>\b(?:when|and|or|not|for|then|alert|flag)\b)",
    re.IGNORECASE,
)


def shown_lines(text: str, problems: Iterable[Problem] = ()) -> list[Line]:
    """The text for reading, with what is wrong in it marked."""
    problems = list(problems)
    return [
        Line(list(_marked(line, here)), bool(here))
        for number, line in enumerate(text.splitlines(), start=1)
        for here in [[problem for problem in problems if problem.place.line == number]]
    ]


def _marked(line: str, problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    at = 0
    for problem in problems:
        start, end = problem.place.column - 1, problem.place.end - 1
        if start >= at:
            yield from _coloured(line[at:start])
            yield "wrong", line[start:end] or " "
            at = end
    yield from _coloured(line[at:])


def _coloured(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        yield found.lastgroup or "", found[0]
        at = found.end()
    if at < len(text):
        yield "", text[at:]
