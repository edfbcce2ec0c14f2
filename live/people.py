"""Whose socket it is: asked at the door and again whenever a right may have gone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
    load_backend,
)
from django.db import connection
from django.utils import timezone
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
    return _listener(session_key, session, _user_of(session))


def listeners_of_sessions(session_keys: Collection[str]) -> dict[str, Listener]:
    """As `listener_of_session` of each, by key, in two queries for all; those without any right are missing."""
    decode = _session("").decode
    sessions = {key: decode(data) for key, data in _kept(session_keys)}
    named = {session[SESSION_KEY] for session in sessions.values() if SESSION_KEY in session}
    users = {str(user.pk): user for user in get_user_model().objects.filter(pk__in=named)} if named else {}
    found = {key: _listener(key, one, _user_of(one, users.get)) for key, one in sessions.items()}
    return {key: listener for key, listener in found.items() if listener is not None}


def _kept(session_keys: Collection[str]) -> list[tuple[str, str]]:
    """Key and data of sessions that have not ended. By hand, as every act of a socket asks for them."""
    marks = ", ".join(["%s"] * len(session_keys))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS.format(marks=marks), [*session_keys, now])
        return cursor.fetchall()


_SESSIONS = """
    SELECT session_key, session_data FROM django_session WHERE session_key IN ({marks}) AND expire_date > %s
"""


def _listener(session_key: str, session, user) -> Listener | None:
    seats = session.get(GUEST_SEATS, {})
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


def _user_of(session, find: Callable | None = None):
    """The user whom a session's data names; `find` gives one by their key, else their backend is asked."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = (find or load_backend(session[BACKEND_SESSION_KEY]).get_user)(session[SESSION_KEY])
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
