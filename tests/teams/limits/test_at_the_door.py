"""Log-in, reset and sign-up refuse guessing before they look anything up (BAR A2, A3, T2–T4)."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from teams.limits.address import believed
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "nine quiet monitors"


@pytest.fixture
def ada():
    user = make_user("Ada", email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(password="wrong", email="ada@example.org", **extra):
    return Client().post(reverse("account_login"), {"login": email, "password": password}, **extra)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_the_eleventh_wrong_password_is_answered_429_known_or_not(ada, email):
    assert [log_in(email=email).status_code for _ in range(12)] == [200] * 10 + [429] * 2


def test_a_refused_try_costs_no_hash_and_says_when_to_come_back(ada, monkeypatch):
    for _ in range(10):
        log_in()
    monkeypatch.setattr("django.contrib.auth.hashers.check_password", None)
    answer = log_in(PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 90
    assert "Try again in" in answer.content.decode()


def test_a_stranger_does_not_lock_the_owner_out(ada):
    for _ in range(15):
        log_in(REMOTE_ADDR="203.0.113.9")
    assert log_in(PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_one_place_cannot_try_one_password_on_everybody(ada):
    answers = [log_in(email=f"person{number}@example.org").status_code for number in range(51)]
    assert answers == [200] * 50 + [429]


def test_signing_in_rightly_is_never_too_often(ada):
    assert [log_in(PASSWORD).status_code for _ in range(12)] == [302] * 12


@pytest.mark.parametrize(("proxies", "passed"), [(0, 10), (1, 10), (2, 10)])
def test_claims_about_ones_address_give_no_further_tries(ada, settings, proxies, passed):
    settings.TRUSTED_PROXIES = proxies
    honest = ["", ", 203.0.113.9", ", 203.0.113.9, 10.0.0.2"][proxies]
    answers = [log_in(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}{honest}").status_code for number in range(30)]
    assert answers.count(200) == passed


def test_two_clients_behind_one_proxy_have_tries_of_their_own(ada, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(11):
        log_in(HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert log_in(HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("10.0.0.1", "", 0, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", 0, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4", 2, "10.0.0.1"),
        ("10.0.0.1", "nonsense", 1, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:1.2.3.4", "", 0, "1.2.3.4"),
        ("", "", 0, ""),
    ],
)
def test_whose_word_counts(peer, forwarded, proxies, expected):
    assert believed(peer, forwarded, proxies) == expected


def test_asking_for_a_new_password_answers_alike_for_known_and_unknown_and_sends_one_letter(ada, mailoutbox):
    known, unknown = (
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("ada@example.org", "nobody@example.org")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]


@pytest.mark.parametrize("route", ["account_login", "account_reset_password", "account_signup"])
def test_known_and_unknown_addresses_cost_the_same_hashes(ada, settings, monkeypatch, mailoutbox, route):
    """How long an answer takes is how many slow hashes it makes; counting them needs no quiet machine."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    hashes, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: (hashes.append(1), encode(*args))[1])
    costs = []
    for email in ("ada@example.org", "nobody@example.org"):
        hashes.clear()
        form = {"login": email, "email": email, "name": "Ada", "password": "wrong", "password1": PASSWORD}
        Client().post(reverse(route), form)
        costs.append(len(hashes))
    assert costs[0] == costs[1]
    assert (costs[0] > 0) == (route != "account_reset_password")


def test_nobodys_mailbox_is_flooded_from_many_places(ada, mailoutbox):
    for number in range(12):
        answer = Client().post(
            reverse("account_reset_password"), {"email": "ada@example.org"}, REMOTE_ADDR=f"203.0.113.{number}"
        )
        assert answer.status_code == 302
    assert len(mailoutbox) == 5


def test_sign_up_answers_alike_for_known_and_unknown_where_letters_arrive(ada, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    form = {"name": "Ada", "password1": PASSWORD}
    known, unknown = (
        Client().post(reverse("account_signup"), form | {"email": email}, follow=True)
        for email in ("ada@example.org", "new@example.org")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content.replace(b"ada@", b"new@") == unknown.content
    assert sorted(letter.to[0] for letter in mailoutbox) == ["ada@example.org", "new@example.org"]


def test_a_house_for_invited_people_has_no_open_sign_up(settings):
    settings.SIGN_UP_OPEN = False
    Client().post(reverse("account_signup"), {"name": "Eve", "email": "eve@example.org", "password1": PASSWORD})
    assert log_in(PASSWORD, "eve@example.org").status_code == 200
