"""What is kept of one stream of values: the one definition that every tier computes (TEL-2).

Sums are exact, so they depend neither on the order of events nor on where batches end: values are held as whole
numbers of units of 2⁻¹⁰⁰, and sums of whole numbers have no rounding. Mean and variance are rounded once, when they are
read. Every finite double from 2⁻⁴⁷ (7·10⁻¹⁵) up is a whole number of such units; what is smaller is rounded to them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Final

BITS: Final = 100
UNITS: Final = 2.0**BITS
FIRST: Final = datetime.min.replace(tzinfo=UTC)
LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a summary.

    `of` is the event's field that it aggregates, `by` the aggregation under its SQL name, `tolerance` how far another
    tier may differ, relative to the value: 0 where it must be the same.
    """

    name: str
    of: str
    by: str
    tolerance: float = 0.0


# Other tiers generate their aggregation from this list, and are compared by it.
FIELDS: Final = (
    Field("count", "value", "count"),
    Field("sum", "value", "sum", 1e-9),
    Field("mean", "value", "avg", 1e-9),
    Field("min", "value", "min"),
    Field("max", "value", "max"),
    Field("variance", "value", "var_samp", 1e-9),
    Field("first_ts", "ts", "min"),
    Field("last_ts", "ts", "max"),
)


def units(value: float) -> int:
    """A finite value as a whole number of units."""
    try:
        return int(value * UNITS)
    except OverflowError:  # a double this large is a whole number itself
        return int(value) << BITS


class State:
    """Count, exact sums, extremes and times of all values added so far; an empty one is the zero of `merge`."""

    __slots__ = ("count", "first_ts", "last_ts", "max", "min", "squares", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0  # units
        self.squares = 0  # units²
        self.min, self.max = inf, -inf
        self.first_ts, self.last_ts = LAST, FIRST

    def add(self, value: float, ts: datetime) -> None:
        """Take in one finite value and its time, which must know its time zone."""
        whole = units(value)
        self.count += 1
        self.total += whole
        self.squares += whole * whole
        if value < self.min:
            self.min = value
        if value > self.max:
            self.max = value
        if ts < self.first_ts:
            self.first_ts = ts
        if ts > self.last_ts:
            self.last_ts = ts

    def merge(self, other: "State") -> None:
        """Take in all that another state has: the same as adding its values one by one."""
        self.count += other.count
        self.total += other.total
        self.squares += other.squares
        self.min, self.max = min(self.min, other.min), max(self.max, other.max)
        self.first_ts, self.last_ts = min(self.first_ts, other.first_ts), max(self.last_ts, other.last_ts)

    @property
    def sum(self) -> float:
        """The exact sum, rounded once; infinite where no double can hold it."""
        return _ratio(self.total, 1 << BITS)

    @property
    def mean(self) -> float | None:
        """The exact mean, rounded once; None without values."""
        return _ratio(self.total, self.count << BITS) if self.count else None

    @property
    def variance(self) -> float | None:
        """The sample variance Σ(x − mean)² / (n − 1), exact and rounded once; None below two values."""
        if self.count < 2:
            return None
        spread = self.count * self.squares - self.total * self.total
        return _ratio(spread, self.count * (self.count - 1) << 2 * BITS)

    def summary(self) -> dict[str, int | float | datetime | None]:
        """The value of every field, by name. Zero has no sign, as it would depend on the order."""
        found = {field.name: getattr(self, field.name) for field in FIELDS}
        return found | {"min": self.min + 0.0, "max": self.max + 0.0}


def state_of(
    *, count: int, mean: float, variance: float | None, low: float, high: float, first: datetime, last: datetime
) -> State:
    """A state that has these summaries, as near as units allow. `variance` is not asked for below two values."""
    state = State()
    state.count, state.min, state.max, state.first_ts, state.last_ts = count, low, high, first, last
    state.total = units(mean) * count
    spread = (count - 1) * units(variance or 0.0) << BITS if count > 1 else 0
    state.squares = spread + state.total * state.total // count
    return state


def _ratio(above: int, below: int) -> float:
    try:
        return above / below
    except OverflowError:
        return float("inf") if above > 0 else float("-inf")
