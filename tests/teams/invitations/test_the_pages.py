"""From the People page to the team: invited by letter or by link, with or without an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from teams.invitations.services.inviting import invite_person
from teams.models import Invitation, User
from tests.at_once import at_once
from tests.factories import make_member, make_team, make_user, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ACCOUNT = {"name": "Nora New", "password1": "nine quiet monitors"}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def invite(team, emails, roles=("member",), **fields):
    url = reverse("teams:invite", kwargs=team.url_kwargs)
    return client_of(owner_of(team)).post(url, {"emails": emails, "invited_roles": roles, **fields})


def link_in(text: str) -> str:
    return re.search(r"/join/\?code=[\w-]+", text)[0]


def test_a_letter_leads_somebody_new_to_an_account_and_into_the_team(mailoutbox):
    team = make_team()
    assert invite(team, "nora@example.org").status_code == 302
    assert mailoutbox[0].to == ["nora@example.org"]
    client = Client()
    page = client.get(link_in(mailoutbox[0].body), follow=True)
    assert "Join Pulse" in page.content.decode()
    landing = client.post(reverse("teams:join"), ACCOUNT | {"email": "eve@example.org"}, follow=True)
    assert landing.redirect_chain[-1][0] == reverse("scrum:today", kwargs=team.url_kwargs)
    nora = User.objects.get(email="nora@example.org")
    assert nora.emailaddress_set.get().verified
    assert team.memberships.get(user=nora).roles == ["member"]
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_link_is_shown_once_and_not_kept(mailoutbox):
    team = make_team()
    answer = invite(team, "nora@example.org", as_link="1")
    link = link_in(answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    assert mailoutbox == []
    page = client_of(owner_of(team)).get(reverse("teams:people", kwargs=team.url_kwargs)).content.decode()
    assert "nora@example.org" in page
    assert link not in page


def test_where_letters_arrive_a_link_does_not_confirm_the_address(settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    team, client = make_team(), Client()
    client.get(link_in(invite(team, "nora@example.org", as_link="1").content.decode()))
    landing = client.post(reverse("teams:join"), ACCOUNT)
    assert landing.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert mailoutbox[0].to == ["nora@example.org"]


def test_who_has_an_account_joins_with_one_click(mailoutbox):
    team, nora = make_team(), make_user("Nora", email="nora@example.org")
    invite(team, "nora@example.org", ["stakeholder"])
    client = client_of(nora)
    client.get(link_in(mailoutbox[0].body))
    assert client.post(reverse("teams:join")).url == reverse("scrum:today", kwargs=team.url_kwargs)
    assert team.memberships.get(user=nora).roles == ["stakeholder"]


def test_somebody_else_who_is_signed_in_cannot_accept(mailoutbox):
    team, eve = make_team(), make_user("Eve")
    invite(team, "nora@example.org")
    client = client_of(eve)
    client.get(link_in(mailoutbox[0].body))
    assert "for another address" in client.get(reverse("teams:join")).content.decode()
    assert client.post(reverse("teams:join")).status_code == 403
    assert not team.memberships.filter(user=eve).exists()


def test_used_withdrawn_and_wrong_links_get_one_answer(mailoutbox):
    team, nora = make_team(), make_user("Nora", email="nora@example.org")
    invite(team, "nora@example.org")
    link = link_in(mailoutbox[0].body)
    client = client_of(nora)
    client.get(link)
    client.post(reverse("teams:join"))
    invite(team, "ola@example.org")
    Invitation.objects.filter(email="ola@example.org").update(revoked_at=timezone.now())
    links = (link, link_in(mailoutbox[1].body), "/join/?code=nonsense", "/join/?code=%00")
    answers = {Client().get(one, follow=True).content for one in links}
    assert len(answers) == 1
    assert b"cannot be used" in answers.pop()


def test_each_address_that_cannot_be_invited_is_named_and_stays_in_the_form(mailoutbox):
    team = make_team()
    member = make_member(team)
    answer = invite(team, f"nora@example.org, nonsense {member.email}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nonsense is not an e-mail address." in page
    assert f"{member.email} is on the team already." in page
    assert [letter.to for letter in mailoutbox] == [["nora@example.org"]]
    assert "nora@example.org</textarea>" not in page


def test_a_letter_that_no_server_takes_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = invite(make_team(), "nora@example.org")
    assert "did not take the letter" in answer.content.decode()
    assert Invitation.objects.pending().count() == 1


def test_the_twenty_first_invitation_of_a_day_is_refused_by_name(mailoutbox):
    team = make_team()
    invite(team, " ".join(f"p{number}@example.org" for number in range(20)))
    answer = invite(team, "late@example.org")
    assert "late@example.org" in answer.content.decode()
    assert "Too many tries" in answer.content.decode()
    assert len(mailoutbox) == 20


def test_sent_again_the_letter_before_is_worth_nothing(mailoutbox):
    team = make_team()
    invite(team, "nora@example.org")
    kwargs = {**team.url_kwargs, "pk": Invitation.objects.get().pk}
    client_of(owner_of(team)).post(reverse("teams:resend_invitation", kwargs=kwargs))
    old, new = (Client().get(link_in(letter.body), follow=True).status_code for letter in mailoutbox)
    assert (old, new) == (410, 200)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_sign_up_with_one_link_one_gets_in(monkeypatch):
    monkeypatch.setattr("live.bus.broadcast", lambda *frame: None)
    team, now = make_team(), timezone.now()
    _, token = invite_person(
        team=team, email="nora@example.org", roles=["member"], by_letter=True, actor=owner_of(team), now=now
    )
    clients = [Client() for _ in range(8)]
    for client in clients:
        client.get(f"/join/?code={token}")
    answers = at_once(*[lambda c=client: c.post(reverse("teams:join"), ACCOUNT).status_code for client in clients])
    assert sorted(set(answers)) in ([302, 410], [302, 410, 422])
    assert answers.count(302) == 1
    assert User.objects.filter(email="nora@example.org").count() == 1
