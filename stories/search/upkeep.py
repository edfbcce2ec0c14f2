"""Installs the search index after every migrate and verifies it: Django knows nothing of it.

On SQLite Django rebuilds tables, and with them their triggers go silently. Whatever was missing is put back, and the
index is then written anew from the table; stories of which the table says nothing are taken in.
"""

from django.core.checks import Error
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from stories.search.engines import ENGINES, TABLE
from stories.search.services import index_missing


def missing_parts(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the parts of the index that should be there and are not."""
    engine = ENGINES[connections[using].vendor]
    with connections[using].cursor() as cursor:
        cursor.execute(engine.catalogue)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in engine.parts if name not in there]


def install_index(using: str = DEFAULT_DB_ALIAS) -> None:
    """Makes every part that is missing; safe to call again. Raises RuntimeError if one is still missing."""
    engine, missing = ENGINES[connections[using].vendor], missing_parts(using)
    if not missing:
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in (*(engine.parts[name] for name in missing), *engine.fill):
            cursor.execute(statement)
    if still_missing := missing_parts(using):
        raise RuntimeError(f"These parts of the search index could not be made: {', '.join(still_missing)}")


def refill_index(using: str = DEFAULT_DB_ALIAS) -> None:
    """Writes the index anew from the table."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in ENGINES[connections[using].vendor].fill:
            cursor.execute(statement)


def install_after_migrate(sender, using: str, **kwargs) -> None:
    """`post_migrate` receiver."""
    if using == DEFAULT_DB_ALIAS and TABLE in connections[using].introspection.table_names():
        install_index(using)
        index_missing()


def check_index(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """System check `stories.E001`: the search index is whole in every database that holds stories."""
    problems = []
    for using in databases or []:
        if TABLE not in connections[using].introspection.table_names():
            continue
        if missing := missing_parts(using):
            hint = "Run `manage.py migrate`: it makes them."
            problems.append(Error(f"The search index lacks: {', '.join(missing)}", hint=hint, id="stories.E001"))
    return problems
