"""What `import_stories` and `import_history` share: the same engine as the pages, told by options."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from integrations.imports import queries, services
from integrations.imports.formats.registry import FORMATS
from integrations.imports.rules import fields
from integrations.imports.rules.plan import ALL_ROWS, Choices
from integrations.imports.rules.problems import Kind, Report
from integrations.imports.rules.slugs import FormatSlug
from integrations.management.destination import Destination
from integrations.management.progress import ProgressLine
from integrations.mappings.queries import mappings_of
from integrations.mappings.services import use_mapping
from integrations.models import ImportRun, SavedMapping
from teams.models import Team


@dataclass
class Outcome:
    """What a run of the command came to."""

    run: ImportRun
    report: Report
    is_done: bool


class ImportCommand(BaseCommand):
    """A file into a team: all of it or nothing. Exit code 1 and the lines' numbers when rows cannot come in."""

    formats: ClassVar[Sequence[FormatSlug]]
    noun: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = {field.name: None for slug in self.formats for field in FORMATS[slug].fields.fields}
        names = ", ".join(known)
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--format", choices=list(self.formats), default=self.formats[0], help="how the file is written"
        )
        Destination.add_arguments(parser)
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"what a column is; fields: {names}"
        )
        parser.add_argument(
            "--mapping", default="", metavar="NAME", help="what columns and words mean, as kept under this name"
        )
        parser.add_argument("--only", default="", metavar="COLUMN=VALUE", help="only the rows with this value")
        parser.add_argument("--all-rows", action="store_true", help="the rows of all teams or projects in the file")
        parser.add_argument("--dates", choices=["day", "month"], default="", help="which comes first in 3/4/2025")
        parser.add_argument(
            "--leave-out", action="append", default=[], metavar="CODE",
            help="leave rows with this problem out (codes are in the JSON summary)",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print a summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        destination = Destination.of(options)
        destination.prepare()
        outcome = self._import(destination, options)
        self._tell(outcome, options)
        if outcome.report.errors:
            raise CommandError(f"{options['file']}: nothing came in.")

    def _import(self, destination: Destination, options: dict) -> Outcome:
        """Everything in one transaction, a team that had to be made included; a dry run is rolled back."""
        stored: list[str] = []
        self.line = ProgressLine(self.stderr)
        try:
            with transaction.atomic():
                outcome = self._import_into(destination, options, stored)
                if not outcome.is_done:
                    transaction.set_rollback(True)
        except DomainError as error:
            fix = "Say --only COLUMN=VALUE, or --all-rows." if error.field == "owner" else error.fix
            raise CommandError(f"{options['file']}: {error.message} {fix}") from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        finally:
            self.line.end()
            for name in stored:
                default_storage.delete(name)
        return outcome

    def _import_into(self, destination: Destination, options: dict, stored: list[str]) -> Outcome:
        now = timezone.now()
        team, actor = destination.find(now)
        with options["file"].open("rb") as file:
            upload = File(file, name=options["file"].name)
            run = services.upload_file(team=team, file=upload, actor=actor, now=now, slug=options["format"])
        stored.append(run.file.name)
        if options["mapping"]:
            run = use_mapping(run=run, mapping=_mapping_named(team, options["mapping"]), now=now)
        run = services.save_choices(run=run, choices=self.choices(run, options))
        report = services.check_run(run=run, now=now, tell=partial(self.line.show, "Checking"))
        is_done = report.may_come_in and not options["dry_run"]
        if is_done:
            run = services.bring_in(run=run, actor=actor, now=now, tell=partial(self.line.show, "Bringing in"))
        return Outcome(run, report, is_done)

    def choices(self, run: ImportRun, options: dict) -> Choices:
        """The guesses, overruled by the options."""
        choices, names = queries.choices_of(run), [column.name for column in queries.survey_of(run).columns]
        for field, column in map(_pair, options["map"]):
            name = fields.column_named(names, column)
            choices.columns = {n: "" if f == field and n != name else f for n, f in choices.columns.items()}
            choices.columns[name] = field
        if options["only"]:
            column, choices.owner = _pair(options["only"])
            choices.owner_column = fields.column_named(names, column)
        elif options["all_rows"]:
            choices.owner = ALL_ROWS
        choices.day_order, choices.leave_out = options["dates"] or choices.day_order, options["leave_out"]
        return choices

    def _tell(self, outcome: Outcome, options: dict) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(self._summary(outcome, options), ensure_ascii=False))
        else:
            self.stdout.write(self._in_words(outcome))
        if outcome.report.errors or not options["json"]:
            for line in _problem_lines(outcome.report):
                self.stderr.write(line)

    def _summary(self, outcome: Outcome, options: dict) -> dict:
        run, report = outcome.run, outcome.report
        return {
            "format": run.format,
            "file": options["file"].name,
            "organisation": run.team.organisation.slug,
            "team": run.team.slug,
            "project": run.team.key,
            "dry_run": options["dry_run"],
            "rows": report.rows,
            "created": report.new if outcome.is_done else 0,
            "would_create": report.new if report.may_come_in else 0,
            "here_already": report.here,
            "left_out": report.left_out,
            "refused": report.refused,
            "columns": {name: field for name, field in queries.choices_of(run).columns.items() if field},
            "errors": [_as_json(kind) for kind in report.errors],
            "hints": [_as_json(kind) for kind in report.hints],
            "run": run.pk if outcome.is_done else None,
        }

    def _in_words(self, outcome: Outcome) -> str:
        report, team = outcome.report, outcome.run.team
        rest = f"{report.here} here already, {report.left_out} left out, {report.refused} refused"
        verb = "came in" if outcome.is_done else "would come in" if report.may_come_in else "can come in"
        return f"{team.organisation} / {team}: {report.new} of {report.rows} {self.noun} {verb}; {rest}."


def _mapping_named(team: Team, name: str) -> SavedMapping:
    mappings = mappings_of(team.organisation)
    if found := mappings.filter(name__iexact=name).first():
        return found
    known = ", ".join(f"“{mapping}”" for mapping in mappings[:20])
    raise CommandError(f"There is no mapping “{name}”. {f'There are: {known}.' if known else 'None is kept yet.'}")


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise CommandError(f"“{text}” is not NAME=VALUE.")
    return name.strip(), value.strip()


def _as_json(kind: Kind) -> dict:
    return {
        "code": kind.code,
        "message": kind.message,
        "fix": kind.fix,
        "rows": kind.count,
        "lines": kind.lines,
    }


def _problem_lines(report: Report) -> Iterator[str]:
    """`Line 7: what. How to mend it.`, errors first, at most some of each kind."""
    for kind in (*report.errors, *report.hints):
        yield f"{kind.where.capitalize()}: {kind.message} {kind.fix}".rstrip()
