"""What every format reads: named columns and rows, as often as asked, one row in memory at a time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from integrations.imports.rules.course import Course
from integrations.imports.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Column:
    """A name of the header and every place where it stands: exports repeat the column of a field with many values."""

    name: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `cells` is as wide as the header. `line` is where it begins, or which record of its file it is.

    `course` is what the file knows of its way through sprints beyond its cells.
    """

    line: int
    cells: list[str]
    problems: tuple[Problem, ...] = ()
    course: Course | None = None


class Source(Protocol):
    """An open file as a format reads it. Raises Invalid while iterating, naming the place in the file."""

    columns: Sequence[Column]

    @property
    def problems(self) -> list[Problem]:
        """What is worth a look about the file as a whole."""

    def __iter__(self) -> Iterator[Row]: ...
