"""A rule as a tree. Times are whole microseconds, so that windows and waits are exact."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Place:
    """Where something stands in the text: the first line and column are 1, `end` is the column behind it."""

    line: int
    column: int
    end: int


class Aggregate(StrEnum):
    """What a window is reduced to."""

    LATEST = "latest"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    COUNT = "count"
    CHANGE = "change"
    RATE = "rate"


class Action(StrEnum):
    ALERT = "alert"
    FLAG = "flag"


@dataclass(frozen=True)
class Measure:
    """A number that follows the stream: `of` the signal's readings of the last `window` microseconds."""

    of: Aggregate
    signal: str
    window: int

    @property
    def words(self) -> str:
        return self.signal if self.of is Aggregate.LATEST else f"{self.of}({self.signal}, {span(self.window)})"


@dataclass(frozen=True)
class Comparison:
    measure: Measure
    sign: str
    threshold: float


@dataclass(frozen=True)
class Missing:
    """No reading of the signal for `window` microseconds, though there were some before."""

    signal: str
    window: int


@dataclass(frozen=True)
class Lasting:
    """`condition` has held without a break for `duration` microseconds."""

    condition: "Condition"
    duration: int


@dataclass(frozen=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True)
class All:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Any:
    conditions: tuple["Condition", ...]


Condition = Comparison | Missing | Lasting | Not | All | Any


@dataclass(frozen=True)
class Rule:
    """What a text says; `signals` are those that it reads."""

    condition: Condition
    action: Action
    message: str
    signals: frozenset[str] = field(default_factory=frozenset)


SECOND = 1_000_000
_UNITS = ((3600 * SECOND, "h"), (60 * SECOND, "min"), (SECOND, "s"))


def span(microseconds: int) -> str:
    """A time as a rule writes it: `90 s`, `3 min`, `2 h`."""
    size, unit = next((pair for pair in _UNITS if microseconds % pair[0] == 0), _UNITS[-1])
    return f"{microseconds / size:g} {unit}"


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that one stands on."""
    if isinstance(condition, (All, Any)):
        return condition.conditions
    return (condition.condition,) if isinstance(condition, (Lasting, Not)) else ()
