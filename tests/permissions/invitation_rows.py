"""Invitations and sessions in the permission table."""

from teams.invitations.services.inviting import invite_person
from tests.factories import NOW
from tests.permissions.rows import Row, post


def _invited(world):
    actor = world.people["owner"]
    invite_person(team=world.team, email="new@example.org", roles=["member"], by_letter=False, actor=actor, now=NOW)


def _invitation(world):
    found = world.team.invitations.first()
    return {"pk": found.pk if found else 10**9}


ROWS = [
    post("teams:invite", "members", data=lambda w: {"emails": "new@example.org", "invited_roles": ["member"]}),
    *[
        post(f"teams:{name}_invitation", "members", kwargs=_invitation, prepare=_invited)
        for name in ("resend", "copy", "revoke")
    ],
    # Whoever has no token in their session learns nothing and changes nothing.
    Row("teams:join", "", scope="anybody", fine=(410,)),
    Row("teams:sessions", "", scope="signed in"),
    # Only one's own: everybody else's are not found, and nobody's has this number.
    Row("teams:end_session", "", "POST", lambda w: {"pk": 10**9}, scope="signed in", fine=(404,)),
    Row("teams:end_other_sessions", "", "POST", scope="signed in"),
]
