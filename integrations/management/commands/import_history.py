"""``manage.py import_history``: the past sprints of a team that moves in."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from integrations.imports import queries
from integrations.imports.rules.fields import HISTORY_SET
from integrations.imports.rules.plan import Choices
from integrations.imports.rules.slugs import FormatSlug
from integrations.management.importing import ImportCommand
from integrations.models import ImportRun


class Command(ImportCommand):
    """Past sprints from any CSV, so that velocity and forecasts work on the first day."""

    help = "Import past sprints from a CSV file into the team with this story key, all of them or none."
    formats = [FormatSlug.HISTORY, FormatSlug.JIRA_SPRINT_REPORT]
    noun = "sprints"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--team-name", default="", metavar="VALUE", help="whose rows, in the file's column of teams"
        )

    def choices(self, run: ImportRun, options: dict) -> Choices:
        choices = super().choices(run, options)
        if name := options["team_name"]:
            names = [column.name for column in queries.survey_of(run).columns]
            choices.owner_column = choices.owner_column or HISTORY_SET.guess_owner(names)
            if not choices.owner_column:
                raise CommandError("The file has no column of teams. Leave --team-name away, or say --only.")
            choices.owner = name
        return choices
