"""One pass over a file before anybody is asked: how many rows, examples of each column, and its words. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from integrations.imports.reading.source import Column, Source
from integrations.imports.rules.limits import MAX_WORDS

_EXAMPLES, _LONGEST_EXAMPLE, _LONGEST_WORD = 3, 60, 80


@dataclass(slots=True)
class ColumnSurvey:
    """A column of the file. `words` counts its different cells; None when they are too many to ask about.

    `filled`: how many of its cells hold anything.
    """

    name: str
    places: list[int]
    examples: list[str] = field(default_factory=list)
    words: dict[str, int] | None = field(default_factory=dict)
    filled: int = 0

    def look_at(self, cells: list[str]) -> None:
        for place in self.places:
            if text := cells[place].strip():
                self._count(text)

    def _count(self, text: str) -> None:
        self.filled += 1
        if len(self.examples) < _EXAMPLES and (example := text[:_LONGEST_EXAMPLE]) not in self.examples:
            self.examples.append(" ".join(example.split()))
        if self.words is not None:
            self.words[text] = self.words.get(text, 0) + 1
            if len(self.words) > MAX_WORDS or len(text) > _LONGEST_WORD:
                self.words = None


@dataclass(slots=True)
class Survey:
    rows: int
    columns: list[ColumnSurvey]

    def column(self, name: str) -> ColumnSurvey | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def places(self) -> Iterable[tuple[str, list[int]]]:
        return [(column.name, column.places) for column in self.columns]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Survey":
        return cls(stored["rows"], [ColumnSurvey(**column) for column in stored["columns"]])


def survey(table: Source) -> Survey:
    """Reads the whole file once; raises Invalid with the line where it cannot be read."""
    columns = [_new(column) for column in table.columns]
    rows = 0
    for row in table:
        rows += 1
        for column in columns:
            column.look_at(row.cells)
    return Survey(rows, columns)


def _new(column: Column) -> ColumnSurvey:
    return ColumnSurvey(column.name, list(column.places))
