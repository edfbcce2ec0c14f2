"""What every format can do. The engine (`imports.services`) knows formats only by this class."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, ClassVar

from integrations.imports.reading.source import Source
from integrations.imports.reading.survey import Survey
from integrations.imports.rules.fields import FieldSet
from integrations.imports.rules.limits import MAX_BYTES
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.problems import Problem, Report
from integrations.imports.rules.slugs import FormatSlug
from teams.models import Team, User


class Format(ABC):
    """One way in which other tools write their files.

    `name` and `about` are for people; `fields` is what its columns can become; `max_bytes` how large a file may be.
    `is_fixed`: there is nothing to decide about its columns.
    """

    slug: ClassVar[FormatSlug]
    name: ClassVar[str]
    about: ClassVar[str]
    fields: ClassVar[FieldSet]
    max_bytes: ClassVar[int] = MAX_BYTES
    is_fixed: ClassVar[bool] = False

    @abstractmethod
    def open(self, file: BinaryIO) -> Source:
        """The file's columns and rows, for a survey, a check and the import. Raises Invalid when it is unreadable."""

    def guess(self, found: Survey) -> dict[str, str]:
        """The field that each column most likely becomes, by its name; "" leaves it out."""
        return self.fields.guess([column.name for column in found.columns])

    def admit(self, team: Team) -> None:  # noqa: B027  most formats come into any team
        """Raises Conflict when nothing of this format can come into the team, whatever the file holds."""

    @abstractmethod
    def check(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Report:
        """What would happen, without doing it."""

    @abstractmethod
    def problems(self, *, team: Team, table: Source, choices: Choices, now: datetime) -> Iterator[Problem]:
        """Every problem of every row, in the file's order."""

    def stage(  # noqa: B027  what has few rows reads them while it writes
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime
    ) -> Any:
        """Everything that takes long, before the transaction in which others wait: reads all rows, writes nothing.

        What it returns is handed to `bring_in`; it keeps rows on disk (`core.bulk.Spool`), not in memory. Raises
        Invalid, naming the line, when a row cannot come in after all.
        """

    @abstractmethod
    def bring_in(
        self, *, team: Team, table: Source, choices: Choices, report: Report, actor: User | None, now: datetime,
        staged: Any,
    ) -> dict:  # fmt: skip
        """Writes what the check promised, in the caller's transaction; what came in, as the run keeps it for undo.

        `staged` is what `stage` returned. Raises Invalid, naming the line, when a row cannot come in after all.
        """
