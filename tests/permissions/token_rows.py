"""Access tokens: everybody has their own and sees no other's."""

from teams.tokens.services import make_token
from tests.factories import NOW
from tests.permissions.rows import Row


def _token_of(principal: str):
    def make(world):
        world.things["token"] = make_token(user=world.people[principal], name="Nightly", scopes=[], now=NOW)[0]

    return make


def _key(world):
    return {"pk": world.things["token"].pk}


ROWS = [
    Row("teams:tokens", "", scope="signed in"),
    Row(
        "teams:tokens", "", method="POST", scope="signed in", writes=True,
        data=lambda w: {"name": "Nightly", "scopes": ["stories"], "limit": "", "days": "30"},
    ),
    Row(
        "teams:revoke_token", "member", method="POST", scope="own", writes=True, kwargs=_key,
        prepare=_token_of("member"),
    ),
    Row("api:token-list", "", scope="signed in", json=True),
    Row("api:token-list", "", method="POST", scope="signed in", writes=True, json=True, data=lambda w: {"name": "x"}),
    Row("api:token-detail", "member", scope="own", json=True, kwargs=_key, prepare=_token_of("member")),
    Row(
        "api:token-detail", "member", method="DELETE", scope="own", writes=True, json=True, kwargs=_key,
        prepare=_token_of("member"),
    ),
]  # fmt: skip
