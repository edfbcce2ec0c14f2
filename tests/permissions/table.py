"""The permission table: one row per route and method, per API action and per socket topic (SEC-1).

A route without a row fails `test_every_route_is_in_the_table`. The rows stand beside this file, by subject: each
module named `…_rows` is part of the table.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.permissions.rows import ORGANISATION_INSIDERS, ROLE_TABLE, Row
from tests.permissions.world import World

__all__ = ["ACTS", "ORGANISATION_INSIDERS", "OUTSIDE", "ROLE_TABLE", "ROWS", "TOPICS", "Row"]

_SUBJECTS = [
    import_module(f"tests.permissions.{module.name}")
    for module in pkgutil.iter_modules([str(Path(__file__).parent)])
    if module.name.endswith("_rows")
]

ROWS: list[Row] = [row for subject in _SUBJECTS for row in subject.ROWS]

# Socket topics: who may listen, and the key of a topic in the world. A subject may bring TOPICS of its own.
TOPICS: dict[str, tuple[str, Callable[[World], Any]]] = {
    "backlog": ("see", lambda world: world.team.pk),
    "story": ("see", lambda world: world.story.pk),
    "board": ("see", lambda world: world.running.pk),
}
for _subject in _SUBJECTS:
    TOPICS |= getattr(_subject, "TOPICS", {})

# What sockets may ask to be done: who may, in which meeting, and what is said, from the world.
ACTS: dict[str, tuple[str, Callable[[World], int], Callable[[World], dict]]] = {}
for _subject in _SUBJECTS:
    ACTS |= getattr(_subject, "ACTS", {})

# Views of other people's packages, which decide for themselves. A prefix of a route name, with the reason.
OUTSIDE: dict[str, str] = {
    "socialaccount_": "allauth: each of its pages serves the person who asks, or nobody",
    "openid_connect_": "allauth: the way to the provider and back, for whoever signs in",
    "mfa_": "allauth: each of its pages serves the person who asks, or nobody",
    "account_": "allauth: each of its pages serves the person who asks, or nobody",
}
