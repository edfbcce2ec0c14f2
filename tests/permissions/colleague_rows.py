"""People of the organisation, and invitations to it."""

from teams.colleagues.services import deactivate
from teams.invitations.services.inviting import invite_person, invite_to_organisation
from teams.models import FormerMembership, Invitation
from tests.factories import NOW
from tests.permissions.rows import Row, post

PAGE, API = {"scope": "organisation"}, {"scope": "api organisation", "json": True}
TEAM_API = {"scope": "api", "json": True}


def _place(world):
    """Of somebody who asks for nothing themself."""
    return world.organisation.memberships.get(user=world.people["deactivated"])


def _of_place(world):
    return {"pk": _place(world).pk}


def _to(role):
    return lambda world: {**_of_place(world), "role": role}


def _end(world):
    deactivate(membership=_place(world), actor=world.people["owner"], now=NOW)


def _former(world):
    return {"pk": getattr(FormerMembership.objects.first(), "pk", 10**9)}


def _invite(world):
    who = {"email": "new@example.org", "by_letter": False, "actor": world.people["owner"], "now": NOW}
    invite_to_organisation(organisation=world.organisation, role="org_member", **who)


def _invite_to_team(world):
    who = {"email": "new@example.org", "by_letter": False, "actor": world.people["owner"], "now": NOW}
    invite_person(team=world.team, roles=["member"], **who)


def _invitation(world):
    return {"pk": getattr(Invitation.objects.first(), "pk", 10**9)}


def _new(**fields):
    return lambda world: {"email": "new@example.org", **{name: get(world) for name, get in fields.items()}}


_to_team = _new(team=lambda w: w.team.pk, roles=lambda w: ["member"])
_to_organisation = _new(organisation=lambda w: w.organisation.pk, roles=lambda w: ["org_member"])
ROWS = [
    Row("teams:organisation_people", "see", **PAGE),
    post("teams:change_organisation_role", "organisation", kwargs=_to("admin"), **PAGE),
    post("teams:deactivate_person", "people", kwargs=_of_place, **PAGE),
    post("teams:remove_person", "people", kwargs=_of_place, **PAGE),
    post("teams:sign_out_everywhere", "people", kwargs=_of_place, **PAGE),
    post("teams:let_back_in", "people", kwargs=_former, prepare=_end, **PAGE),
    post(
        "teams:invite_colleagues", "people", **PAGE,
        data=lambda w: {"emails": "new@example.org", "role": "org_member"},
    ),
    *[
        post(f"teams:{name}_colleague", "people", kwargs=_invitation, prepare=_invite, **PAGE)
        for name in ("resend_to", "copy_link_of", "revoke_of")
    ],
    Row("api:person-list", "", scope="signed in", json=True),
    Row("api:person-detail", "see", kwargs=_of_place, **API),
    Row("api:person-detail", "organisation", "PATCH", _of_place, lambda w: {"role": "admin"}, writes=True, **API),
    Row("api:person-detail", "people", "DELETE", _of_place, writes=True, **API),
    post("api:person-deactivate", "people", kwargs=_of_place, **API),
    post("api:person-sign-out", "people", kwargs=_of_place, **API),
    Row("api:former-person-list", "", scope="signed in", json=True),
    Row("api:former-person-detail", "people", kwargs=_former, prepare=_end, **API),
    post("api:former-person-let-back-in", "people", kwargs=_former, prepare=_end, **API),
    Row("api:invitation-list", "", scope="signed in", json=True),
    post("api:invitation-list", "members", data=_to_team, **TEAM_API),
    post("api:invitation-list", "people", data=_to_organisation, **API),
    Row("api:invitation-detail", "members", kwargs=_invitation, prepare=_invite_to_team, **TEAM_API),
    Row("api:invitation-detail", "people", kwargs=_invitation, prepare=_invite, **API),
    Row("api:invitation-detail", "members", "DELETE", _invitation, writes=True, prepare=_invite_to_team, **TEAM_API),
    Row("api:invitation-detail", "people", "DELETE", _invitation, writes=True, prepare=_invite, **API),
    post("api:invitation-resend", "members", kwargs=_invitation, prepare=_invite_to_team, **TEAM_API),
    post("api:invitation-resend", "people", kwargs=_invitation, prepare=_invite, **API),
]  # fmt: skip
