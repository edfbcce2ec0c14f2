"""Who loses a right loses the socket, whoever forgets to say so."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client as Browser

from live import bus, guard
from live.publish import publish_revocation
from teams.sessions.services import end_session
from tests.live.conftest import say, sign_in

NEW_PASSWORD = "quite another one 7"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(person, rights):
    ada = person("ada")
    rights.grant(ada)
    return ada


@pytest.fixture
def listen(connect):
    def listen(user, count=1, **options):
        clients = [connect(user, **options) for _ in range(count)]
        for client in clients:
            client.subscribe()
        return clients

    return listen


def test_a_lost_right_closes_all_sockets_of_that_person_and_no_other(ada, person, rights, listen):
    bob = person("bob")
    rights.grant(bob)
    lost, [kept] = listen(ada, 10), listen(bob)
    rights.take(ada)
    publish_revocation(user_id=ada.pk)
    assert [client.end() for client in lost] == [4403] * 10
    say("for bob")
    assert kept.hear_kind("said")["payload"] == {"text": "for bob"}


def test_a_right_that_was_not_lost_keeps_its_socket(ada, listen):
    [client] = listen(ada)
    publish_revocation(user_id=ada.pk)
    say("still there")
    assert client.hear_kind("said")["payload"] == {"text": "still there"}


def test_a_deactivated_person_is_signed_out(ada, listen):
    [client] = listen(ada)
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False)
    publish_revocation(user_id=ada.pk)
    assert client.end() == 4401


def test_a_new_password_ends_the_sockets_of_other_sessions_and_keeps_ones_own(ada, listen, rights):
    browser = Browser()
    browser.force_login(ada)
    [elsewhere] = listen(ada)
    answer = browser.post(
        "/accounts/password/change/",
        {"oldpassword": "secret", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    assert elsewhere.end() == 4401
    [here] = listen(None, session_key=browser.session.session_key)
    publish_revocation(user_id=ada.pk)
    say("still signed in")
    assert here.hear_kind("said")["payload"] == {"text": "still signed in"}


def test_an_old_session_is_turned_away_without_being_deleted(ada, connect):
    key = sign_in(ada)
    ada.set_password("another one")
    ada.save()
    assert connect(session_key=key).end() == 4401
    assert SessionStore().exists(key)


def test_signing_out_closes_the_sockets_of_that_session_only(ada, listen):
    browser = Browser()
    browser.force_login(ada)
    [leaving] = listen(None, session_key=browser.session.session_key)
    [staying] = listen(ada)
    browser.logout()
    assert leaving.end() == 4401
    say("for the other device")
    assert staying.hear_kind("said")["payload"] == {"text": "for the other device"}


def test_a_session_that_its_owner_ends_elsewhere_closes_its_sockets(ada, listen):
    browser = Browser()
    browser.force_login(ada)
    [ended] = listen(None, session_key=browser.session.session_key)
    [staying] = listen(ada)
    end_session(sign_in=ada.sign_ins.get())
    assert ended.end() == 4401
    say("for the other device")
    assert staying.hear_kind("said")["payload"] == {"text": "for the other device"}


def test_topics_can_be_revoked_for_all_who_listen(ada, person, rights, listen):
    bob = person("bob")
    rights.grant(bob)
    [lost], [kept] = listen(ada), listen(bob)
    rights.take(ada)
    publish_revocation(topic_prefix="probe:1")
    assert lost.end() == 4403
    say()
    assert kept.hear_kind("said")


def test_a_revocation_that_got_lost_is_found_in_the_database(ada, rights, listen, monkeypatch):
    [client] = listen(ada)
    monkeypatch.setattr(bus, "broadcast", lambda *_: None)
    rights.take(ada)
    publish_revocation(user_id=ada.pk)
    assert client.end() == 4403


def test_what_nobody_announced_is_found_by_the_sweep(ada, listen, monkeypatch):
    monkeypatch.setattr(guard, "SWEEP", 1)
    [client] = listen(ada)
    get_user_model().objects.filter(pk=ada.pk).update(is_active=False)
    assert client.end() == 4401


def test_a_right_that_goes_while_it_is_asked_for_does_not_slip_through(ada, rights, connect):
    allows = rights.allows

    def allow_and_lose(user, key):
        allowed = allows(user, key)
        if allowed:
            rights.take(user, key)
            publish_revocation(user_id=user.pk)
        return allowed

    rights.allows_now = allow_and_lose
    client = connect(session_key=sign_in(ada))
    client.say(subscribe="probe:1")
    assert client.end() == 4403


def test_a_closed_socket_hears_nothing_more(ada, rights, listen):
    [client] = listen(ada)
    rights.take(ada)
    publish_revocation(user_id=ada.pk)
    assert client.end() == 4403
    say("secret")
    assert client.end() == 4403
