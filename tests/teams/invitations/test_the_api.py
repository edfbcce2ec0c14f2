"""Invitations by API: a link is told once, a letter keeps it to itself, limits hold as on pages."""

import pytest
from django.test import Client
from django.urls import reverse

from teams.models import Invitation
from teams.rules import OrganisationRole
from tests.factories import make_member, make_team, make_user, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/api/v1/invitations/"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def client(team) -> Client:
    return client_of(owner_of(team))


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def send(client, path=LIST, **body):
    return client.post(path, body, content_type="application/json")


def invite(client, team, email="nora@example.org", **body):
    return send(client, **{"team": team.pk, "email": email, "roles": ["member"], **body})


def test_a_link_is_told_once_and_lets_somebody_in(client, team):
    made = invite(client, team).json()
    assert "link" not in client.get(LIST).json()["results"][0]
    nora = client_of(make_user("Nora", email="nora@example.org"))
    nora.get(made["link"])
    assert nora.post(reverse("teams:join")).status_code == 302
    assert team.memberships.filter(user__email="nora@example.org").exists()
    assert client.get(LIST).json()["count"] == 0


def test_a_letter_takes_the_link_along(client, team, mailoutbox):
    made = invite(client, team, by_letter=True).json()
    assert (made["link"], made["letter_sent"]) == (None, True)
    assert "/join/?code=" in mailoutbox[0].body


def test_a_letter_that_no_server_takes_leaves_no_link_that_would_confirm_the_address(client, team, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    made = invite(client, team, by_letter=True).json()
    assert (made["link"], made["letter_sent"]) == (None, False)
    again = send(client, f"{LIST}{made['id']}/resend/").json()
    assert again["link"]
    assert not Invitation.objects.get().by_letter


def test_a_new_link_and_a_withdrawal_end_the_one_before(client, team):
    made = invite(client, team).json()
    newer = send(client, f"{LIST}{made['id']}/resend/").json()
    assert [Client().get(one["link"], follow=True).status_code for one in (made, newer)] == [410, 200]
    assert client.delete(f"{LIST}{made['id']}/").status_code == 204
    assert Client().get(newer["link"], follow=True).status_code == 410


@pytest.mark.parametrize("role", ["admin", "owner"])
def test_an_admin_invites_to_the_organisation_and_nobody_above_members(client, team, role):
    admin = client_of(make_member(team, organisation_role=OrganisationRole.ADMIN))
    body = {"organisation": team.organisation_id, "email": "nora@example.org"}
    assert send(admin, **body, roles=[role]).status_code == 403
    assert send(admin, **body, roles=["org_member"]).status_code == 201
    assert send(client, **{**body, "email": "ola@example.org"}, roles=[role]).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"roles": ["admin"]}, "roles"),
        ({"roles": []}, "roles"),
        ({"organisation": 1}, "team"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(client, team, body, field):
    answer = invite(client, team, **body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].partition(".")[0] == field
    assert not Invitation.objects.exists()


def test_the_twenty_first_invitation_of_a_day_is_refused(client, team):
    answers = [invite(client, team, f"p{number}@example.org").status_code for number in range(21)]
    assert answers == [201] * 20 + [429]
