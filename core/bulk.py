"""Many rows straight into a table.

`bulk_create` spends most of its time on model instances and on their SQL. Where twenty thousand rows are written while
others wait for the lock, values are brought into the database's form before the transaction (`Columns.adapt`), kept in
a `Spool`, and only written inside it (`Columns.insert`). No signals are sent; constraints are those of the database.
"""

import pickle
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

BATCH: Final = 500
_NEXT_ON_SQLITE = "SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s"
_NEXT_ON_POSTGRESQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def batches(items: Iterable[Any], size: int = BATCH) -> Iterator[list]:
    """The items in lists of `size`; the last one may be shorter."""
    items = iter(items)
    while batch := list(islice(items, size)):
        yield batch


class Columns:
    """The columns of a model that rows give, by attribute name; all others take their defaults.

    `plain` come first and are written as they are: numbers and texts. `adapted` follow, in the database's form.
    `always` are the same in every row.
    """

    def __init__(self, model: type[Model], *, plain: Sequence[str] = (), adapted: Sequence[str] = (), **always: Any):
        self._connection = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up for every value
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._adapters = [fields[name].get_db_prep_save for name in adapted]
        others = [name for name, field in fields.items() if name not in {*plain, *adapted} and not field.primary_key]
        rest = {name: always.get(name, fields[name].get_default()) for name in others}
        self._rest = tuple(fields[name].get_db_prep_save(value, self._connection) for name, value in rest.items())
        self._sql = _insert(model, [*plain, *adapted, *others])

    def adapt(self, *values: Any) -> tuple:
        """The adapted values of one row in the form that the database takes; they may be pickled until then."""
        pairs = zip(self._adapters, values, strict=True)
        return tuple(adapt(value, self._connection) for adapt, value in pairs)

    def insert(self, rows: Iterable[tuple]) -> None:
        """Writes rows. Call it inside a transaction."""
        with self._connection.cursor() as cursor:
            for batch in batches(rows):
                cursor.executemany(self._sql, [row + self._rest for row in batch])


def _insert(model: type[Model], names: Sequence[str]) -> str:
    column_of = {field.attname: field.column for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column_of[name]) for name in names)
    marks = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  names of models


def reserve_ids(model: type[Model], count: int) -> Sequence[int]:
    """As many unused primary keys, rising. Call it inside the transaction that uses them.

    On SQLite the write lock keeps others from taking them, on PostgreSQL the sequence hands out each once.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NEXT_ON_POSTGRESQL, [f'"{table}"', model._meta.pk.column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute(_NEXT_ON_SQLITE, [table])
        first = cursor.fetchone()[0]
    return range(first, first + count)


class Spool:
    """Items on disk instead of in memory, in their order. The file has no name and goes with its process."""

    def __init__(self):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the spool
        weakref.finalize(self, self._file.close)
        self._count = 0

    def extend(self, items: Iterable[Any]) -> None:
        """Adds items; memory holds one batch of them."""
        self._file.seek(0, 2)
        for batch in batches(items):
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += len(batch)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """All items; one reader at a time."""
        self._file.seek(0)
        read = 0
        while read < self._count:
            batch = pickle.load(self._file)  # noqa: S301  our own bytes, in a file that nobody else can open
            read += len(batch)
            yield from batch
