"""The permission table: one row per route and method, per API action and per socket topic (SEC-1).

A route without a row fails `test_every_route_is_in_the_table`. The rows stand beside this file, by subject.
"""

from collections.abc import Callable
from typing import Any

from tests.permissions import (
    api_rows,
    house_rows,
    import_rows,
    invitation_rows,
    search_rows,
    sprint_rows,
    story_rows,
    talk_rows,
    token_rows,
)
from tests.permissions.rows import ORGANISATION_INSIDERS, ROLE_TABLE, Row
from tests.permissions.world import World

__all__ = ["ORGANISATION_INSIDERS", "OUTSIDE", "ROLE_TABLE", "ROWS", "TOPICS", "Row"]

ROWS: list[Row] = [
    *house_rows.ROWS,
    *story_rows.ROWS,
    *talk_rows.ROWS,
    *sprint_rows.ROWS,
    *import_rows.ROWS,
    *search_rows.ROWS,
    *invitation_rows.ROWS,
    *api_rows.ROWS,
    *token_rows.ROWS,
]

# Socket topics: who may listen, and the key of a topic in the world.
TOPICS: dict[str, tuple[str, Callable[[World], Any]]] = {
    "backlog": ("see", lambda world: world.team.pk),
    "story": ("see", lambda world: world.story.pk),
    "board": ("see", lambda world: world.running.pk),
}

# Views of other people's packages, which decide for themselves. A prefix of a route name, with the reason.
OUTSIDE: dict[str, str] = {
    "account_": "allauth: each of its pages serves the person who asks, or nobody",
}
