"""``manage.py telemetry_export``: the summary of every stream of values as CSV."""

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from telemetry_demo.pipeline.initial import COLUMNS
from telemetry_demo.pipeline.prepare import prepare_tables
from telemetry_demo.pipeline.queries import summaries


class Command(BaseCommand):
    """A line for each trial, patient, visit and signal, sorted by these."""

    help = "Write the summaries of all telemetry as CSV."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="OUT.csv", type=Path, help="the file to write; - for the terminal")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        prepare_tables()
        try:
            with _written_whole(file) as out:
                rows = csv.writer(out, lineterminator="\n")
                rows.writerow(COLUMNS)
                rows.writerows(summaries())
        except OSError as problem:
            raise CommandError(f"{file} cannot be written: {problem.strerror}.") from None


@contextmanager
def _written_whole(file: Path) -> Iterator[TextIO]:
    """The file takes its name when all of it is written, so that nobody reads half of it."""
    if str(file) == "-":
        yield sys.stdout
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as out:
            yield out
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
