"""Everything of an organisation out into one file, and back in (INT-3)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage
from django.db import DatabaseError, connection, transaction
from django.db.models import Field, FileField, ForeignKey, Model

from core.errors import Conflict
from integrations.archive.reading import Archive
from integrations.archive.rules import refusal
from integrations.archive.tables import Table, labels_by_name, tables
from integrations.archive.writing import PEOPLE, PERSON_COLUMNS, Tell, Writer
from stories.search.services import index_stories
from teams.models import Organisation, User
from teams.services import diary

_BATCH = 500
# A reader's transaction: what is committed meanwhile is not seen, and no writer waits.
_SNAPSHOT = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}

Progress = Callable[[str, int], None]


def write_archive(
    *, organisation: Organisation, file: IO[bytes], actor: User | None, now: datetime, tell: Tell = lambda done: None
) -> dict[str, int]:
    """Writes the organisation as it stands at one moment into `file`; returns rows by table. Noted in the diary.

    `tell` hears how many rows are written; what it raises ends the work. It must write nothing by this connection.
    """
    with _one_moment():
        rows = Writer(organisation, file, tell).write(now)
    diary.record(actor=actor, verb="exported", subject=organisation, now=now, organisation=organisation)
    return rows


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads inside see the same state. Inside somebody's transaction that one decides."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def bring_in_archive(
    *, file: IO[bytes], actor: User | None, now: datetime, progress: Progress = lambda label, count: None
) -> Organisation:
    """Makes a new organisation of an archive, all of it or nothing of it.

    For whoever runs the server: people are known by their e-mail, those who are new cannot sign in before they set a
    password. Raises Invalid when the archive is not whole or not of this version, Conflict when its address is taken.
    """
    restorer = _Restorer(Archive(file), progress)
    try:
        with transaction.atomic():
            organisation = restorer.restore()
            diary.record(actor=actor, verb="brought in", subject=organisation, now=now, organisation=organisation)
    except BaseException:
        restorer.remove_files()
        raise
    return organisation


class _Restorer:
    """Writes rows as they were: nothing is decided anew, so no service of their own is asked."""

    def __init__(self, archive: Archive, progress: Progress):
        self._archive, self._progress = archive, progress
        self._keys: dict[str, list[int]] = defaultdict(list)
        self._names = labels_by_name()
        self._saved: list[tuple[Storage, str]] = []

    def restore(self) -> Organisation:
        """Raises Invalid or Conflict; the caller's transaction takes everything back."""
        known = {table.label for table in tables()} | {PEOPLE}
        if unknown := self._archive.labels() - known:
            raise refusal(f"The archive holds {min(unknown)}, unknown here.", "Bring this Truepace up to date.")
        self._bring_people()
        for table in tables():
            self._bring(table)
        index_stories(self._keys["stories.story"])
        keys = self._keys[Organisation._meta.label_lower]
        if len(keys) != 1:
            raise refusal(f"The archive holds {len(keys)} organisations, not one.", "Export it again.")
        return Organisation.objects.get(pk=keys[0])

    def remove_files(self) -> None:
        """A rollback takes rows back, not files."""
        for storage, name in self._saved:
            storage.delete(name)

    def _bring_people(self) -> None:
        for batch in _batches(self._archive.rows(PEOPLE)):
            emails = [str(row.get("email", "")).lower() for row in batch]
            known = dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
            for email, row in zip(emails, batch, strict=True):
                if email not in known:
                    person = User(**{name: row[name] for name in PERSON_COLUMNS if name in row} | {"email": email})
                    person.set_unusable_password()
                    person.full_clean(exclude=["password"], validate_unique=False)
                    person.save()
                    known[email] = person.pk
                self._keys[PEOPLE].append(known[email])

    def _bring(self, table: Table) -> None:
        fields = {field.attname: field for field in table.fields}
        count = 0
        for batch in _batches(self._archive.rows(table.label), 1 if table.refers_to_itself else _BATCH):
            rows = [self._row(table, fields, values) for values in batch]
            try:
                made = table.model._base_manager.bulk_create(rows, batch_size=_BATCH)
            except DatabaseError as error:
                self._explain(table, error)
            self._keys[table.label].extend(row.pk for row in made)
            count += len(made)
            self._progress(table.label, count)

    def _explain(self, table: Table, error: DatabaseError) -> None:
        if table.model is Organisation:
            raise Conflict(
                "An organisation with this address is here already.", field="file", fix="Rename that one first."
            ) from error
        raise refusal(f"Rows of {table.label} contradict one another: {error}", "Export it again.") from error

    def _row(self, table: Table, fields: dict[str, Field], values: dict[str, Any]) -> Model:
        if unknown := set(values) - set(fields):
            raise refusal(f"{table.label} has no column {min(unknown)} here.", "Bring this Truepace up to date.")
        row = table.model()
        files = {field.attname: field for field in table.files}
        for name in values.keys() - files.keys():
            setattr(row, name, self._value(table, fields[name], values[name], values))
        for name in values.keys() & files.keys():  # their places in the storage depend on the rest of the row
            setattr(row, name, values[name] and self._file(files[name], row, values[name]))
        return row

    def _value(self, table: Table, field: Field, value: Any, row: dict[str, Any]) -> Any:
        if value is None or value == "":
            return value
        if column := table.subject_of(field):
            subject = row.get(column, "")
            return self._key(self._names.get(subject, PEOPLE if subject == "user" else subject), value)
        if label := table.target_of(field):
            return self._key(label, value, must_be_there=isinstance(field, ForeignKey))
        try:
            return field.to_python(value)
        except ValidationError as error:
            raise refusal(
                f"{table.label}.{field.name} cannot be “{str(value)[:40]}”: {error.messages[0]}", ""
            ) from None

    def _key(self, label: str, place: Any, *, must_be_there: bool = False) -> int:
        keys = self._keys[label]
        if isinstance(place, int) and 0 < place <= len(keys):
            return keys[place - 1]
        if must_be_there or not isinstance(place, int) or place >= 0:
            raise refusal(f"The archive refers to row {place} of {label}, which it does not hold.", "Export it again.")
        return place

    def _file(self, field: FileField, row: Model, name: str) -> str:
        """Under a name of our own making: what an archive calls its files decides nothing here."""
        with self._archive.open(name) as source:
            stored = field.storage.save(field.generate_filename(row, name.rsplit("/", 1)[-1]), File(source))
        self._saved.append((field.storage, stored))
        return stored


def _batches(rows: Iterator[dict[str, Any]], size: int = _BATCH) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, size)):
        yield batch
