"""``manage.py import_organisation``: an exported organisation comes in again."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from integrations.archive.services import bring_in_archive
from integrations.management.progress import ProgressLine


class Command(BaseCommand):
    """For whoever runs the server: it makes an organisation with its people and their roles."""

    help = "Make an organisation of an archive that export_organisation or the settings page has written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")

    def handle(self, *args, **options) -> None:
        line = ProgressLine(self.stderr)
        try:
            with options["file"].open("rb") as file:
                organisation = bring_in_archive(file=file, actor=None, now=timezone.now(), progress=line.show)
        except DomainError as error:
            raise CommandError(f"Nothing has come in. {error.text}") from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        finally:
            line.end()
        self.stdout.write(f"{organisation} is here, at /o/{organisation.slug}/.")
