"""Figures that the house is held to. A module of this package measures; `bin/bench` prints.

    @figure("board.unchanged", unit="floors")
    def board_unchanged() -> Reading: ...

A function that measures several figures in one run names them all and returns a dict by name.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value in the figure's unit, its floor from the same run if it has one, and how
    many single measurements it comes from."""

    value: float
    floor: float | None = None
    n: int = 1

    @property
    def ratio(self) -> float | None:
        """How many floors high the value is."""
        return self.value / self.floor if self.floor else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A function and the names of what it measures."""

    names: tuple[str, ...]
    unit: str
    group: str
    measure: Callable[[], Reading | dict[str, Reading]]

    def readings(self) -> dict[str, Reading]:
        """Measure now."""
        found = self.measure()
        return found if isinstance(found, dict) else {self.names[0]: found}


FIGURES: list[Figure] = []


def figure(*names: str, unit: str, group: str = "") -> Callable:
    """Register a measuring function; the group is what stands before the dot, unless it is given."""

    def register(measure: Callable) -> Callable:
        FIGURES.append(Figure(names, unit, group or names[0].partition(".")[0], measure))
        return measure

    return register


def chosen(words: list[str]) -> list[Figure]:
    """The figures that the words name, singly or by group; all of them without words.

    Raises LookupError with the first word that names none.
    """
    for word in words:
        if not any(word == one.group or word in one.names for one in FIGURES):
            raise LookupError(word)
    return [one for one in FIGURES if not words or {one.group, *one.names} & set(words)]
