"""What a row of the permission table is, and the role table that is its oracle (SPEC PPL-8, copied as text)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.permissions.world import INSIDERS, World

_ALL = frozenset(INSIDERS)
_HEADS = frozenset({"owner", "admin"})

# Who of an organisation's or team's people may do it, by SPEC PPL-8.
ROLE_TABLE: dict[str, frozenset[str]] = {
    "see": _ALL,
    "order": _HEADS | {"product_owner"},
    "days off": _HEADS | {"scrum_master", "member"},  # of the world's member: their own, or those of others
    "write": _HEADS | {"scrum_master", "product_owner", "member"},
    "comment": _ALL,
    "in confidence": frozenset({"owner", "scrum_master"}),  # the world's owner is a Scrum master of the team, too
    "own": frozenset({"member"}),  # the world's member has written it
    "own or head": _HEADS | {"member"},
    "decide": frozenset({"product_owner", "stakeholder"}),
    "sprints": _HEADS | {"scrum_master"},
    "plan": _HEADS | {"scrum_master", "product_owner"},
    "accept": _HEADS | {"product_owner"},
    "members": _HEADS | {"scrum_master"},
    "settings": _HEADS | {"scrum_master"},
    "share": _HEADS | {"scrum_master", "product_owner"},  # opens a report to whoever has the link
    "integrate": _HEADS,
    "people": _HEADS,  # of the organisation
    "create team": _HEADS,
    "organisation": frozenset({"owner"}),
    # Rooms: what a guest may, they may in their own room only.
    "room": _ALL | {"guest"},
    "poker": _HEADS | {"scrum_master", "member", "guest"},
    "polls": _HEADS | {"scrum_master", "product_owner", "member", "guest"},
    "host": _HEADS | {"scrum_master"},
    "sprints or own": _HEADS | {"scrum_master", "member"},  # the world's member owns the action
    "nobody": frozenset(),
}
# Organisation pages are open to every team's people of the organisation; the neighbour team is inside there.
ORGANISATION_INSIDERS = (*INSIDERS, "other_team_member", "removed")


@dataclass(frozen=True)
class Row:
    """`kwargs` and `data` build the request from the world; `writes` means that an allowed one changes the database."""

    route: str
    may: str
    method: str = "GET"
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    writes: bool = False
    either: bool = False  # an allowed one changes the database for some people and not for others
    # "team", "organisation", "api", "room", "signed in", "own" (of `may` alone), "anybody"
    scope: str = "team"
    query: str = ""
    json: bool = False
    prepare: Callable[[World], None] | None = None
    fine: tuple[int, ...] = ()  # statuses of 400 and above that still mean "allowed in"

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def post(route: str, may: str, **fields: Any) -> Row:
    """A row for a form post that changes something."""
    return Row(route, may, method="POST", writes=True, **fields)
