"""Pages of the house, of people and of a team's settings."""

from typing import Any

from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _review(world: World) -> dict[str, Any]:
    return {"pk": world.things["statuses"]["review"].pk}


def _member(world: World) -> dict[str, Any]:
    return {"pk": world.team.memberships.get(user=world.people["member"]).pk}


ROWS = [
    Row("livez", "", scope="anybody"),
    Row("readyz", "", scope="anybody", fine=(503,)),
    Row("metrics", "", scope="anybody"),
    Row("scrum:home", "", scope="signed in"),
    Row("scrum:start", "", scope="signed in"),
    Row("scrum:today", "see"),
    Row("teams:people", "see"),
    Row("teams:profile", "", scope="signed in"),
    Row("stories:workflow", "settings"),
    post("stories:add_status", "settings", data=lambda w: {"name": "In test", "category": "review"}),
    post("stories:edit_status", "settings", kwargs=_review, data=lambda w: {"name": "Review", "wip_limit": "2"}),
    post("stories:move_status", "settings", kwargs=_review, data=lambda w: {"position": "1"}),
    post("stories:remove_status", "settings", kwargs=_review),
    post("stories:add_item", "settings", data=lambda w: {"gate": "ready", "text": "Designed"}),
    post("stories:retire_item", "settings", kwargs=lambda w: {"pk": w.things["ready_item"].pk}),
    Row("teams:settings", "settings"),
    post(
        "teams:settings", "settings",
        data=lambda w: {
            "name": "Pulse", "key": "PULS", "purpose": "Hearts", "time_zone": "Europe/Berlin", "sprint_days": 14,
            "working_days": [0, 1, 2], "scale": "fibonacci",
        },
    ),
    post(
        "teams:add_member", "members",
        data=lambda w: {
            "user": w.people["other_team_member"].pk, "roles": ["member"], "allocation": 50, "kind": "embedded",
        },
    ),
    Row("teams:edit_member", "members", kwargs=_member),
    post(
        "teams:edit_member", "members", kwargs=_member,
        data=lambda w: {"roles": ["member"], "allocation": 50, "kind": "embedded"},
    ),
    post("teams:remove_member", "members", kwargs=_member),
    # Offered in demo mode to visitors from this machine only; here that is off, and nobody finds it.
    Row("scrum:demo_sign_in", "", "POST", lambda w: {"pk": w.people["member"].pk}, scope="anybody", fine=(404,)),
]  # fmt: skip
