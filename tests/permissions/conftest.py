"""One world for each file of these tests, with everybody signed in."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client

from live.people import GUEST_SEATS
from tests.permissions.world import PRINCIPALS, World, fingerprint, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all rows: every request is rolled back, so nobody leaves a trace in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        made.sessions = {principal: _sign_in(made, principal) for principal in PRINCIPALS}
        made.at_rest = fingerprint()
        yield made
        transaction.set_rollback(True)


def _sign_in(world: World, principal: str) -> str:
    client = Client()
    if principal == "guest":
        return _guest_session(world)
    if principal != "anonymous":
        client.force_login(world.people[principal], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value if principal != "anonymous" else ""


def _guest_session(world: World) -> str:
    session = SessionStore()
    session[GUEST_SEATS] = {str(world.things["meeting"].pk): world.things["guest_seat"].pk}
    session.create()
    return session.session_key
