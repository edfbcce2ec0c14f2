"""Whose socket it is: asked at the door and again whenever a right may have gone."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.utils.crypto import constant_time_compare

from live import topics
from live.rules import CloseCode


def user_of_session(session_key: str):
    """The active user whose session this is, or None when it ended. Costs two queries.

    Django's own `get_user` deletes a session whose password hash is old. Here it must stay: the
    request that changes the password has not saved its new hash yet.
    """
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
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
    user = user_of_session(session_key)
    if user is None or user.pk != user_id:
        return CloseCode.SIGNED_OUT
    if not all(topics.may_listen(user, topic) for topic in listens_to):
        return CloseCode.NO_ACCESS
    return None
