"""What all tests share."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from ceremonies.poker import baselines
from forecasting.sharing.openings import openings
from sprints.board import memory
from sprints.ledger.triggers import drop_triggers

# How long one example takes says more about the machine than about the code.
hypothesis_settings.register_profile("truepace", deadline=None, print_blob=True)
hypothesis_settings.load_profile("truepace")


@pytest.fixture(autouse=True)
def _empty_caches():
    """No test sees what another one cached."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _empty_memory():
    """No test remembers the sprints of another one: a rolled back database gives the same keys again."""
    yield
    memory.forget()
    baselines.forget()
    openings.forget()


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_the_ledgers_lock():
    """A test with real commits ends by emptying all tables, which the ledger's triggers refuse;
    `post_migrate`, sent after the emptying, puts them back."""
    empty = TransactionTestCase._fixture_teardown

    def lift_and_empty(self):
        drop_triggers()
        empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_empty)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL ends the session of a process only when it notices that a test has killed it, and until then lets
    nobody drop the database."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
