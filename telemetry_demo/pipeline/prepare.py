"""The pipeline's tables, made where they are missing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from telemetry_demo.router import ALIAS, APP


def prepare_tables() -> None:
    """Bring the telemetry database up to date; of several processes that ask at once, one does it."""
    with _one_at_a_time():
        if missing_migrations():
            call_command("migrate", APP, database=ALIAS, interactive=False, verbosity=0)


def missing_migrations() -> list:
    """What the telemetry database still lacks. Raises DatabaseError if it cannot be asked."""
    executor = MigrationExecutor(connections[ALIAS])
    return executor.migration_plan([node for node in executor.loader.graph.leaf_nodes() if node[0] == APP])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (settings.DATA_DIR / "telemetry.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
