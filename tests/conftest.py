"""What all tests share."""

import pytest
from django.core.cache import caches
from hypothesis import settings as hypothesis_settings

from sprints.board import memory

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
