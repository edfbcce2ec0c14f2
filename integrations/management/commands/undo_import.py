"""``manage.py undo_import``: an import is taken back as a whole."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from integrations.imports.services import undo_run
from integrations.management.destination import person_of
from integrations.management.progress import ProgressLine
from integrations.models import ImportRun


class Command(BaseCommand):
    """What somebody has worked on since stays, and is named."""

    help = "Take back what an import has brought in, all of it in one step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN", help="its number, as import_stories --json says it")
        parser.add_argument("--as", dest="actor", default="", metavar="EMAIL", help="who does it (default: an owner)")

    def handle(self, *args, **options) -> None:
        run = ImportRun.objects.select_related("team__organisation").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['run']}.")
        line = ProgressLine(self.stderr)
        line.show(f"Taking back {run.file_name}, all in one step", run.report.get("new", 0))
        try:
            actor = person_of(run.team.organisation, options["actor"])
            run = undo_run(run=run, actor=actor, now=timezone.now())
        except DomainError as error:
            raise CommandError(error.text) from None
        finally:
            line.end()
        self._tell(run)

    def _tell(self, run: ImportRun) -> None:
        stories, sprints, kept = (run.undone[name] for name in ("stories", "sprints", "kept"))
        stayed = f" Stayed, because somebody has worked on them: {', '.join(kept)}." if kept else ""
        self.stdout.write(f"{run.file_name} is taken back: {stories} stories, {sprints} sprints.{stayed}")
