"""Triggers that make the database itself refuse UPDATE and DELETE (PostgreSQL: TRUNCATE too) of history.

The ledger's own tables are protected, and those that an app above names with `protect`.

SQLite's REPLACE overwrites a row without asking the DELETE trigger, so there it has a trigger of its own.
Django rebuilds SQLite tables on many migrations and silently drops their triggers, so they are installed and
verified after every migrate, and a system check fails without them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.checks import Error
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("sprints_ledgerevent", "sprints_commitment", "sprints_committedstory", "sprints_committedperson")
# Every protected table, with the keys under which a REPLACE could take the place of a row.
_protected = dict.fromkeys(TABLES, ("id",)) | {"sprints_commitment": ("id", "sprint_id")}
MESSAGE = "The ledger is append-only"

_PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION truepace_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(table: str, *keys: str) -> None:
    """Rows of this table, too, are only ever added; called from an `AppConfig.ready()`.

    `keys` are its unique columns besides the primary key, those of one constraint joined by a comma.
    """
    _protected[table] = ("id", *keys)


def _names(connection: BaseDatabaseWrapper) -> set[str]:
    """Of all triggers that belong on the tables that are there."""
    verbs = ("update", "delete", "truncate" if connection.vendor == "postgresql" else "replace")
    there = set(connection.introspection.table_names())
    return {f"{table}_no_{verb}" for table in _protected if table in there for verb in verbs}


def _create_statement(vendor: str, name: str) -> str:
    table, _, verb = name.rpartition("_no_")
    if vendor == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {verb} of {table} refused'); END"
        return f"CREATE TRIGGER IF NOT EXISTS {name} {_sqlite_moment(table, verb)} {refusal}"
    scope = "STATEMENT" if verb == "truncate" else "ROW"
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH {scope} EXECUTE FUNCTION truepace_refuse_change()"
    )


def _sqlite_moment(table: str, verb: str) -> str:
    if verb != "replace":
        return f"BEFORE {verb.upper()} ON {table}"
    taken = " OR ".join(
        " AND ".join(f"{column} = NEW.{column}" for column in key.split(",")) for key in _protected[table]
    )
    return f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608  our own names


def _drop_statement(vendor: str, name: str) -> str:
    table = name.rpartition("_no_")[0]
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")


def _installed(connection: BaseDatabaseWrapper) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that should protect the ledger and do not."""
    connection = connections[using]
    return sorted(_names(connection) - _installed(connection))


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Creates every trigger that is missing; safe to call again. Raises RuntimeError if one is still missing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for name in missing_triggers(using):
            cursor.execute(_create_statement(connection.vendor, name))
    if still_missing := missing_triggers(using):
        raise RuntimeError(f"These ledger triggers could not be installed: {', '.join(still_missing)}")


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Only for `unlocked_ledger` and for emptying a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in _names(connection) & _installed(connection):
            cursor.execute(_drop_statement(connection.vendor, name))


@contextmanager
def unlocked_ledger(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Lifts the protection inside one transaction; other connections never see it lifted.

    Only `sprints.ledger.services.erase_history` may use it (SPR-3's two audited exceptions).
    """
    with transaction.atomic(using=using):
        drop_triggers(using)
        yield
        install_triggers(using)


def install_after_migrate(sender, using: str, **kwargs) -> None:
    """`post_migrate` receiver."""
    if TABLES[0] in connections[using].introspection.table_names():
        install_triggers(using)


def check_triggers(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """System check `sprints.E001`: the ledger is protected in every database that holds it."""
    problems = []
    for using in databases or []:
        if TABLES[0] not in connections[using].introspection.table_names():
            continue
        if missing := missing_triggers(using):
            hint = "Run `manage.py migrate`: it installs them."
            problems.append(Error(f"Ledger triggers are missing: {', '.join(missing)}", hint=hint, id="sprints.E001"))
    return problems
