from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from telemetry_demo.pipeline.prepare import prepare_tables


class Command(migrate.Command):
    """Django's own, which also brings the telemetry database up to date when it is asked for everything."""

    def handle(self, *args, **options) -> None:
        super().handle(*args, **options)
        is_everything = options["database"] == DEFAULT_DB_ALIAS and not options["app_label"]
        if is_everything and not options["run_syncdb"]:  # tests make each of their databases by itself
            prepare_tables()
