"""A run's uploaded file: opened unchanged or not at all, read within a limit, deleted when it is no longer needed."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time
from typing import Any, Final

from django.core.files import File
from django.db import transaction

from core.errors import Conflict
from integrations.imports.formats.registry import FORMATS
from integrations.imports.reading.source import Row, Source
from integrations.imports.reading.text import refusal
from integrations.imports.rules.limits import MAX_SECONDS
from integrations.models import ImportRun

Beat = Callable[[int], None]
# Rows between two looks at the clock.
_TOLD_EVERY: Final = 100


def digest_of(file: File) -> str:
    """By what a file is known again: its SHA-256."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


class Watched:
    """A source that tells how many rows were read of it, and breaks off a file that takes too long.

    The time is the processor's, with all that is done to the rows, so that a busy machine refuses no honest file.
    """

    def __init__(self, source: Source, beat: Beat = lambda done: None):
        self._source, self._beat = source, beat

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def __iter__(self) -> Iterator[Row]:
        begun = thread_time()
        for count, row in enumerate(self._source):
            if count % _TOLD_EVERY == 0:
                self._beat(count)
                if thread_time() - begun > MAX_SECONDS:
                    raise refusal(
                        f"Working on the file took more than {MAX_SECONDS} seconds; row {count:,} was reached.",
                        "Split it into several files, or leave out columns that you do not need.",
                    )
            yield row


@contextmanager
def open_rows(run: ImportRun, beat: Beat = lambda done: None) -> Iterator[Source]:
    """The run's file; raises Conflict when it is gone or is not the one that was uploaded, before or after reading."""
    try:
        file = run.file.storage.open(run.file.name)
    except (FileNotFoundError, ValueError):
        raise Conflict("The uploaded file is not here any more.", field="file", fix="Upload it again.") from None
    with file:
        _require_unchanged(run, file)
        yield Watched(FORMATS[run.format].open(file.file), beat)
        _require_unchanged(run, file)


def _require_unchanged(run: ImportRun, file: File) -> None:
    if digest_of(file) != run.digest:
        raise Conflict("The file has changed since it was uploaded.", field="file", fix="Upload it again.")


def delete_file(run: ImportRun) -> None:
    """When the transaction is through: a file that is needed after a rollback must still be there."""
    storage, name = run.file.storage, run.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    run.file = ""
