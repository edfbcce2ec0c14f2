"""Two-factor sign-in with real codes, computed as a telephone does (BAR A4, RFC 6238)."""

import base64
import hmac
import json
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "nine quiet monitors", "ten quiet monitors"


def code_of(secret: str, steps: int = 0) -> str:
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def sign_in(password=PASSWORD) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "ada@example.org", "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def says(client: Client, code: str) -> bool:
    """Whether the code opens the door."""
    client.post(reverse("mfa_authenticate"), {"code": code})
    return is_in(client)


@pytest.fixture
def ada():
    user = make_user("Ada", email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(ada) -> str:
    """Two-factor is on, as the pages switch it on; the secret of the app."""
    client = sign_in()
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "style=" not in page
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})", page)[1]
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    return secret


def recovery_codes() -> list[str]:
    return Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()


def test_the_password_alone_does_not_open_the_door_any_more(secret):
    client = sign_in()
    assert not is_in(client)
    assert not says(client, "000000")
    assert says(client, code_of(secret))


def test_a_code_works_once_whatever_a_cache_remembers(secret):
    code = code_of(secret)
    first, second = sign_in(), sign_in()
    assert says(first, code)
    cache.clear()
    assert not says(second, code)


def test_a_recovery_code_works_once(secret):
    code = recovery_codes()[0]
    assert says(sign_in(), code)
    assert not says(sign_in(), code)
    assert len(recovery_codes()) == 9


def test_a_new_password_does_not_go_around_the_code(ada, secret, mailoutbox):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    path = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[-1].body)[0]
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not is_in(client)
    assert not is_in(sign_in(NEW))


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"])
def test_changes_and_codes_are_behind_the_password(ada, secret, page):
    client = sign_in()
    says(client, recovery_codes()[1])
    assert "reauthenticate" in client.get(reverse(page)).url
    assert Authenticator.objects.count() == 2


def test_a_new_address_is_behind_the_password_and_waits_for_its_link(ada, mailoutbox):
    ada.emailaddress_set.create(email=ada.email, primary=True, verified=True)
    client = sign_in()
    change = {"action_add": "", "email": "lovelace@example.org"}
    asked = client.post(reverse("account_email"), change)
    assert "reauthenticate" in asked.url
    assert mailoutbox == []
    client.post(asked.url, {"password": PASSWORD})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    client.post(re.search(r"/accounts/confirm-email/[^/\s]+/", mailoutbox[0].body)[0])
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.org"


def test_an_address_that_nobody_confirmed_is_not_thrown_away(ada):
    client = sign_in()
    change = {"action_add": "", "email": "lovelace@example.org"}
    asked = client.post(reverse("account_email"), change)
    assert "is not confirmed" in asked.content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_secrets_are_kept_encrypted_and_survive_a_new_key(secret, settings):
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 8, [settings.SECRET_KEY]
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret, 1))


def test_guessing_codes_ends_after_ten(secret):
    client = sign_in()
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_by_many_at_once_opens_one_door(secret, monkeypatch):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda self, code: True)
    code, clients = code_of(secret), [sign_in() for _ in range(6)]
    assert sum(at_once(*[lambda c=client: says(c, code) for client in clients])) == 1
