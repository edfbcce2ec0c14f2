"""Sign-in with a real provider: by name, by confirmed address only, and never around what guards an account (PPL-5)."""

from types import SimpleNamespace

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from scrum import openid
from teams.models import User
from tests.factories import make_user
from tests.teams.openid.provider import CLIENT, SECRET, running

pytestmark = pytest.mark.django_db
NORA = {"sub": "7", "name": "Nora New", "email": "nora@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server, settings):
    house = SimpleNamespace(
        oidc_issuer=server.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_name="Heartworks"
    )
    settings.SOCIALACCOUNT_PROVIDERS = openid.providers(house)
    server.claims, server.tamper = dict(NORA), {}
    return server


def sign_in(client: Client | None = None):
    """Through the provider and back; the client and the last answer."""
    client = client or Client()
    away = client.post(reverse("openid_connect_login", kwargs={"provider_id": "sso"}))
    back = httpx.get(away.url).headers["Location"]
    return client, client.get(back.removeprefix("http://testserver"), follow=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_button_is_there_where_a_provider_is_configured(provider, settings):
    assert "Sign in with Heartworks" in Client().get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Sign in with" not in Client().get(reverse("account_login")).content.decode()


def test_somebody_new_gets_an_account_with_name_and_confirmed_address(provider):
    client, _ = sign_in()
    nora = User.objects.get()
    assert is_in(client)
    assert (nora.name, nora.email, nora.has_usable_password()) == ("Nora New", "nora@example.org", False)
    assert nora.emailaddress_set.get().verified


def test_a_confirmed_address_opens_the_account_that_has_it(provider):
    nora = make_user("Nora", email="nora@example.org")
    client, _ = sign_in()
    assert client.session["_auth_user_id"] == str(nora.pk)
    assert User.objects.count() == 1


def test_an_address_that_the_provider_has_not_confirmed_opens_nobodys_account(provider):
    make_user("Nora", email="nora@example.org")
    provider.claims["email_verified"] = False
    client, _ = sign_in()
    assert not is_in(client)
    assert User.objects.count() == 1


def test_who_took_an_address_before_its_owner_came_is_out(provider):
    squatter = make_user("Squatter", email="nora@example.org")
    squatter.set_password("nine quiet monitors")
    squatter.save()
    squatter.emailaddress_set.create(email=squatter.email, primary=True, verified=False)
    sign_in()
    squatter.refresh_from_db()
    assert not squatter.check_password("nine quiet monitors")


@pytest.mark.parametrize("lie", [{"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1}])
def test_a_token_for_another_house_from_another_provider_or_too_old_is_refused(provider, lie):
    provider.tamper = lie
    client, answer = sign_in()
    assert not is_in(client)
    assert "did not sign you in" in answer.content.decode()


def test_an_answer_that_nobody_asked_for_is_refused(provider):
    address = reverse("openid_connect_callback", kwargs={"provider_id": "sso"})
    client = Client()
    client.get(address, {"code": "x", "state": "y"})
    assert not is_in(client)


def test_a_deactivated_account_stays_closed(provider):
    make_user("Nora", email="nora@example.org", is_active=False)
    client, _ = sign_in()
    assert not is_in(client)
