"""``manage.py telemetry_run``: takes in the events of a folder's files."""

import json
import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from telemetry_demo.models import Quarantined
from telemetry_demo.pipeline.initial import read_state
from telemetry_demo.pipeline.prepare import prepare_tables
from telemetry_demo.pipeline.queries import unfinished
from telemetry_demo.pipeline.services import BATCH_BYTES, Pipeline, load_state, take_all
from telemetry_demo.sources.folder import CHUNK, FolderSource

PAUSE = 0.05
SHOWN = 20


SMALLEST = 1024


def _size(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) >= SMALLEST):
        raise ArgumentTypeError(f"{text!r} is no whole number of bytes from {SMALLEST}")
    return int(text)


class Command(BaseCommand):
    """Every event once, whatever is delivered twice, in whatever order."""

    help = "Read JSON lines of events from all files below a folder into the summaries."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--input", metavar="DIR", type=Path, required=True, help="the folder with the files")
        parser.add_argument("--once", action="store_true", help="end when everything is read, instead of watching")
        parser.add_argument("--state", metavar="FILE", type=Path, help="a state to begin with, as exported; taken once")
        parser.add_argument("--batch", metavar="BYTES", type=_size, default=BATCH_BYTES, help="how much is one commit")
        parser.add_argument("--json", action="store_true", help="tell what came of it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["input"].is_dir():
            raise CommandError(f"{options['input']} is no folder. Name one that holds files of JSON lines.")
        prepare_tables()
        if options["state"]:
            self._load(options["state"])
        newest = Quarantined.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        source, pipeline, batch = (
            FolderSource(options["input"], min(options["batch"], CHUNK)),
            Pipeline(),
            options["batch"],
        )
        counts = take_all(source=source, pipeline=pipeline, batch=batch)
        while not options["once"]:
            time.sleep(PAUSE)
            counts += take_all(source=source, pipeline=pipeline, batch=batch)
        self._tell(counts, options["json"])
        self._warn(newest, source.unreadable)

    def _load(self, path: Path) -> None:
        try:
            digest, states = read_state(path)
            load_state(digest=digest, states=states)
        except DomainError as problem:
            raise CommandError(problem.text) from None
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None

    def _tell(self, counts: dict[str, int], as_json: bool) -> None:
        names = {"events": "new", "duplicates": "duplicate", "late": "late", "malformed": "malformed"}
        told = {name: counts[kind] for name, kind in names.items()} | {"unfinished": len(unfinished())}
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(
            f"{told['events']:,} new events, {told['duplicates']:,} duplicates, {told['late']:,} too late, "
            f"{told['malformed']:,} malformed lines."
        )

    def _warn(self, newest: int, unreadable: dict[str, str]) -> None:
        """Name what was not taken in; it is all in the quarantine."""
        refused = Quarantined.objects.filter(pk__gt=newest)
        for one in refused.order_by("pk")[:SHOWN]:
            self.stderr.write(str(one))
        if (more := refused.count() - SHOWN) > 0:
            self.stderr.write(f"… and {more:,} more lines in quarantine.")
        for part, left in unfinished():
            self.stderr.write(f"{part} ends in the middle of a line; {left} bytes wait for the rest.")
        if unreadable:
            lines = [f"{part}: {why}" for part, why in sorted(unreadable.items())]
            raise CommandError("These files could not be read:\n" + "\n".join(lines))
