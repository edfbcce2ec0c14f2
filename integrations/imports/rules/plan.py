"""What a person decided about a file: columns, words, whose rows, which rows stay out. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from core.errors import Invalid
from integrations.imports.rules.fields import FieldSet

ALL_ROWS: Final = "*"
DAY_ORDERS: Final = {"": "as the file shows", "day": "day first, 31/12", "month": "month first, 12/31"}


@dataclass(slots=True)
class Choices:
    """The decisions, as stored with the run and as the form shows them.

    `columns`: our field ("" = left out) by column name. `words`: by field (kind, status, persona) what each word of
    the file means. `owner_column`, `owner`: which rows are meant (ALL_ROWS for all). `leave_out`: codes of problems
    whose rows stay out. `running`: what a last sprint with open stories is (a key of `past.RUNNING`).
    """

    columns: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    owner_column: str = ""
    owner: str = ""
    day_order: str = ""
    add_personas: bool = False
    leave_out: list[str] = field(default_factory=list)
    running: str = "backlog"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Choices":
        return cls(**stored)

    def check(self, known: FieldSet) -> None:
        """Raises Invalid, naming the field of the form, when the file cannot be read this way."""
        known.check(self.columns)
        if self.day_order not in DAY_ORDERS:
            raise Invalid("Unknown order of dates.", field="day_order", fix="Choose one of the list.")
        if self.owner_column and not self.owner:
            raise Invalid(
                f"Whose rows are yours? “{self.owner_column}” has several names.",
                field="owner",
                fix="Choose one, or all rows.",
            )


class Places:
    """Where each field stands in a row, from the columns of the file and the choices."""

    def __init__(self, columns: Iterable[tuple[str, Sequence[int]]], choices: Choices):
        self._of: dict[str, tuple[int, ...]] = {}
        self._owner: tuple[int, ...] = ()
        self._wanted = choices.owner
        for name, places in columns:
            if target := choices.columns.get(name):
                self._of[target] = (*self._of.get(target, ()), *places)
            if choices.owner_column and name == choices.owner_column:
                self._owner = tuple(places)

    def has(self, name: str) -> bool:
        return name in self._of

    def all(self, cells: Sequence[str], name: str) -> list[str]:
        """Every non-empty cell of a field, stripped."""
        return [text for place in self._of.get(name, ()) if (text := cells[place].strip())]

    def one(self, cells: Sequence[str], name: str) -> str:
        """The first non-empty cell of a field, or ""."""
        for place in self._of.get(name, ()):
            if text := cells[place].strip():
                return text
        return ""

    def is_ours(self, cells: Sequence[str]) -> bool:
        """Whether the row belongs to the team or project that was asked for."""
        return (
            not self._owner
            or self._wanted == ALL_ROWS
            or any(cells[place].strip() == self._wanted for place in self._owner)
        )
