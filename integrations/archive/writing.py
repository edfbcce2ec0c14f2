"""Rows and files of an organisation into a ZIP, table by table, a few rows in memory at a time."""

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.db.models import Field, FileField, Model

from integrations.archive import rules
from integrations.archive.tables import Table, labels_by_name, tables
from teams.models import Organisation, User

PEOPLE = "teams.user"
PERSON_COLUMNS = ("email", "name", "is_active", "single_keys")
_CHUNK = 2000
_TOLD_EVERY = 100

Tell = Callable[[int], None]


class Places:
    """The place of each row in its file, by table and key. A key that is not there gets a number below zero, by which
    it stays the same one wherever it is named."""

    def __init__(self):
        self._places: dict[str, dict[int, int]] = defaultdict(dict)
        self._missing: dict[str, dict[int, int]] = defaultdict(dict)

    def add(self, label: str, key: int) -> None:
        self._places[label].setdefault(key, len(self._places[label]) + 1)

    def person(self, key: int) -> int:
        """The place of a person, who is counted when first named."""
        self.add(PEOPLE, key)
        return self._places[PEOPLE][key]

    def people(self) -> list[int]:
        return list(self._places[PEOPLE])

    def of(self, label: str, key: int) -> int:
        missing = self._missing[label]
        return self._places[label].get(key) or missing.setdefault(key, -len(missing) - 1)


class Writer:
    """Writes one organisation's archive into an open file; `write` returns how many rows each table has."""

    def __init__(self, organisation: Organisation, file: IO[bytes], tell: Tell = lambda done: None):
        self._organisation, self._tell, self._written = organisation, tell, 0
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._places = Places()
        self._names = labels_by_name()
        self._files: list[tuple[str, Any]] = []
        self._digests: dict[str, str] = {}
        self._rows: dict[str, int] = {}

    def write(self, now: datetime) -> dict[str, int]:
        """Everything, the manifest last."""
        with self._zip:
            for table in tables():
                self._table(table.label, self._lines(table))
            self._table(PEOPLE, self._people())
            for name, stored in self._files:
                self._file(name, stored)
            text = rules.manifest(
                organisation=self._organisation.name, made_at=now.isoformat(), rows=self._rows, digests=self._digests
            )
            self._zip.writestr(rules.MANIFEST, text)
        return self._rows

    def _table(self, label: str, lines: Iterator[str]) -> None:
        count, digest, name = 0, hashlib.sha256(), rules.table_file(label)
        with self._zip.open(name, "w", force_zip64=True) as file:
            for line in lines:
                data = line.encode() + b"\n"
                digest.update(data)
                file.write(data)
                count += 1
                self._count()
        self._rows[label], self._digests[name] = count, digest.hexdigest()

    def _count(self) -> None:
        self._written += 1
        if self._written % _TOLD_EVERY == 0:
            self._tell(self._written)

    def _lines(self, table: Table) -> Iterator[str]:
        for row in table.rows_of(self._organisation).iterator(chunk_size=_CHUNK):
            self._places.add(table.label, row.pk)
            yield _as_line({field.attname: self._value(table, field, row) for field in table.fields})

    def _value(self, table: Table, field: Field, row: Model) -> Any:
        if isinstance(field, FileField):
            return self._attach(getattr(row, field.attname))
        value = getattr(row, field.attname)
        if value is None:
            return None
        if label := self._target(table, field, row):
            return self._places.person(value) if label == PEOPLE else self._places.of(label, value)
        return value

    def _target(self, table: Table, field: Field, row: Model) -> str | None:
        if column := table.subject_of(field):
            subject = getattr(row, column)
            return self._names.get(subject, PEOPLE if subject == "user" else subject)
        return table.target_of(field)

    def _attach(self, stored) -> str:
        if not stored:
            return ""
        self._files.append((f"{rules.FILES}{len(self._files) + 1}", stored))
        return self._files[-1][0]

    def _people(self) -> Iterator[str]:
        keys = self._places.people()
        for start in range(0, len(keys), _CHUNK):
            found = User.objects.in_bulk(keys[start : start + _CHUNK])
            for key in keys[start : start + _CHUNK]:
                yield _as_line({column: getattr(found[key], column) for column in PERSON_COLUMNS})

    def _file(self, name: str, stored) -> None:
        digest = hashlib.sha256()
        with stored.storage.open(stored.name) as source, self._zip.open(name, "w", force_zip64=True) as target:
            while chunk := source.read(2**16):
                digest.update(chunk)
                target.write(chunk)
        self._digests[name] = digest.hexdigest()


def _as_line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    """Dates with all their microseconds, numbers with all their digits: nothing is rounded on the way."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    raise TypeError(f"{type(value).__name__} has no form in an archive yet.")
