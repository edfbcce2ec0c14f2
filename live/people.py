"""Whose socket it is: asked at the door and again whenever a right may have gone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.utils.crypto import constant_time_compare

from live import topics
from live.rules import CloseCode, fingerprint

GUEST_SEATS = "guest_seats"  # in the session: keys of topics, and what their app knows the guest by


@dataclass(frozen=True)
class Listener:
    """Whose session it is: of an active user, or of a guest who holds seats and nothing else."""

    pk: object
    user: object = None
    seats: Mapping[str, int] = field(default_factory=dict)

    def may_hear(self, topic: str) -> bool:
        return topics.may_listen(self.user, topic, self.seats)

    def name_in(self, topic: str) -> str:
        return topics.name_in(self.user, topic, self.seats)


def listener_of_session(session_key: str) -> Listener | None:
    """Who listens with this session, or None when it gives no right to anything."""
    if not session_key:
        return None
    session = _session(session_key)
    user, seats = _user_of(session), session.get(GUEST_SEATS, {})
    if user is not None:
        return Listener(user.pk, user, seats)
    is_guest = seats and SESSION_KEY not in session  # somebody whose account ended is no guest
    return Listener(f"guest-{fingerprint(session_key)}", seats=seats) if is_guest else None


def _session(session_key: str):
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)


def user_of_session(session_key: str):
    """The active user whose session this is, or None when it ended. Costs two queries.

    Django's own `get_user` deletes a session whose password hash is old. Here it must stay: the
    request that changes the password has not saved its new hash yet.
    """
    if not session_key:
        return None
    return _user_of(_session(session_key))


def _user_of(session):
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = load_backend(session[BACKEND_SESSION_KEY]).get_user(session[SESSION_KEY])
    is_theirs = user and user.is_active and _knows_password(session.get(HASH_SESSION_KEY, ""), user)
    return user if is_theirs else None


def _knows_password(session_hash: str, user) -> bool:
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, valid) for valid in hashes)


def reason_to_close(*, session_key: str, user_id, listens_to: frozenset[str]) -> CloseCode | None:
    """Why a socket may not stay open, or None when it may."""
    listener = listener_of_session(session_key)
    if listener is None or listener.pk != user_id:
        return CloseCode.SIGNED_OUT
    if not all(listener.may_hear(topic) for topic in listens_to):
        return CloseCode.NO_ACCESS
    return None
