"""``manage.py export_organisation``: everything of an organisation in one file."""

import json
from argparse import ArgumentParser
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.archive.services import write_archive
from integrations.exports.queries import row_count
from integrations.management.progress import ProgressLine
from teams.models import Organisation


class Command(BaseCommand):
    """An archive that `import_organisation` brings in again without loss."""

    help = "Write everything of an organisation into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", help="its name in addresses, such as heartworks")
        parser.add_argument("file", type=Path, metavar="FILE.zip", help="the file to write; it must not exist yet")
        parser.add_argument("--json", action="store_true", help="print the rows by table as JSON")

    def handle(self, *args, **options) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']}.")
        line = ProgressLine(self.stderr)
        tell = partial(line.show, "Writing", total=row_count(organisation))
        try:
            with options["file"].open("xb") as file:
                rows = write_archive(organisation=organisation, file=file, actor=None, now=timezone.now(), tell=tell)
        except FileExistsError:
            raise CommandError(f"{options['file']} exists already. Choose another name.") from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from None
        finally:
            line.end()
        self.stdout.write(json.dumps(rows) if options["json"] else f"{sum(rows.values())} rows of {organisation}.")
