"""Sessions end when they should, and at a word (BAR S2, S3, S5)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from live import people
from teams.models import SignIn
from teams.sessions.rules import device
from teams.tasks import forget_what_is_over
from tests.factories import make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD, NEW = "nine quiet monitors", "ten quiet monitors"


@pytest.fixture
def ada():
    user = make_user("Ada", email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(**headers) -> Client:
    client = Client(**headers)
    client.post(reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("teams:profile")).status_code == 200


@pytest.mark.parametrize(
    ("steps", "stays"),
    [
        ([timedelta(days=7) - timedelta(minutes=1)], True),
        ([timedelta(days=7) + timedelta(minutes=1)], False),
        ([timedelta(days=6)] * 4 + [timedelta(days=6) - timedelta(minutes=1)], True),
        ([timedelta(days=6)] * 4 + [timedelta(days=6) + timedelta(minutes=1)], False),
    ],
    ids=["idle, a minute before", "idle, a minute after", "longest, a minute before", "longest, a minute after"],
)
def test_a_session_ends_as_documented(ada, steps, stays):
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in()
        for step in steps[:-1]:
            clock.shift(step)
            assert is_in(client)
        clock.shift(steps[-1])
        key = client.session.session_key or ""
        assert is_in(client) == stays
        assert (people.user_of_session(key) is not None) == stays


def test_the_key_changes_at_sign_in_and_the_old_one_opens_nothing(ada):
    client = Client()
    client.get("/join/?code=x")  # any session before sign-in
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD})
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["session"] = before
    assert not is_in(thief)


def test_one_sees_and_ends_ones_own_sessions(ada):
    here, there = sign_in(), sign_in(HTTP_USER_AGENT=FIREFOX)
    page = here.get(reverse("teams:sessions")).content.decode()
    assert "This browser" in page
    assert "Firefox on Linux" in page
    other = SignIn.objects.get(device="Firefox on Linux")
    here.post(reverse("teams:end_session", kwargs={"pk": other.pk}))
    assert (is_in(here), is_in(there)) == (True, False)
    assert people.user_of_session(other.session_key) is None


def test_nobody_ends_another_persons_session(ada):
    client, eve = sign_in(), Client()
    eve.force_login(make_user("Eve"), backend=BACKEND)
    pk = SignIn.objects.get(user=ada).pk
    assert eve.post(reverse("teams:end_session", kwargs={"pk": pk})).status_code == 404
    assert is_in(client)


def test_everywhere_else_is_everywhere_but_here(ada):
    here, one, two = sign_in(), sign_in(), sign_in()
    here.post(reverse("teams:end_other_sessions"))
    assert [is_in(client) for client in (here, one, two)] == [True, False, False]


def test_a_new_password_ends_the_other_sessions_and_leaves_this_one_in_the_list(ada):
    here, other = sign_in(), sign_in()
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), form)
    assert (is_in(here), is_in(other)) == (True, False)
    assert [row.session_key for row in SignIn.objects.all()] == [here.session.session_key]


def test_signing_out_takes_the_session_out_of_the_list(ada):
    client = sign_in()
    client.post(reverse("account_logout"))
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_called_by_its_name(agent, words):
    assert device(agent) == words


def test_what_has_ended_by_itself_is_swept_and_the_rest_goes_on(ada):
    with time_machine.travel(START, tick=False):
        forgotten = sign_in()
    with time_machine.travel(START + timedelta(days=20), tick=False):
        kept = sign_in()
        gone, _ = SignIn.objects.count(), forget_what_is_over()
        assert (gone, SignIn.objects.count()) == (2, 1)
        assert is_in(kept)
        assert not is_in(forgotten)
