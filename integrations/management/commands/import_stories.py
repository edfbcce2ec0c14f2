"""``manage.py import_stories``: a backlog from another tool."""

from argparse import ArgumentParser

from integrations.imports.formats.registry import FORMATS
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.slugs import FormatSlug
from integrations.management.importing import ImportCommand
from integrations.models import ImportRun


class Command(ImportCommand):
    """Stories from any CSV; columns are recognised by their names or told by ``--map``."""

    help = "Import stories from a CSV file into the team with this story key, all of them or none."
    formats = [slug for slug in FormatSlug if slug in FORMATS and slug.brings_stories]
    noun = "stories"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--add-personas", action="store_true", help="add personas that are not on the list")

    def choices(self, run: ImportRun, options: dict) -> Choices:
        choices = super().choices(run, options)
        choices.add_personas = options["add_personas"]
        return choices
