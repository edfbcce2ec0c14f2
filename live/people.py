"""Whose socket it is: asked at the door and again whenever a right may have gone."""

from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user

from live import topics
from live.rules import CloseCode


def user_of_session(session_key: str):
    """The active user whose session this is, or None when it ended. Costs two queries."""
    if not session_key:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(SimpleNamespace(session=store))
    return user if user.is_authenticated and user.is_active else None


def reason_to_close(*, session_key: str, user_id, listens_to: frozenset[str]) -> CloseCode | None:
    """Why a socket may not stay open, or None when it may."""
    user = user_of_session(session_key)
    if user is None or user.pk != user_id:
        return CloseCode.SIGNED_OUT
    if not all(topics.may_listen(user, topic) for topic in listens_to):
        return CloseCode.NO_ACCESS
    return None
