"""Say that something changed: in the transaction that changes it, heard after its commit."""

import json
from collections.abc import Mapping

from django.db import transaction

from live import bus, rules, topics
from live.models import Topic


def publish(topic: str, kind: str, payload: Mapping) -> int:
    """Tell all listeners of `topic` about a change; returns the topic's new version.

    `payload` is built for nobody: only what every listener may see. Call it inside the transaction
    of the change, late, because writers of one topic queue from here to the commit. A rollback
    publishes nothing. Raises TransactionManagementError outside a transaction, ValueError for an
    unregistered topic, TypeError for a payload that is not JSON.
    """
    _require_transaction()
    _require_topic(topic)
    version = Topic.objects.raise_version(topic)
    _broadcast_on_commit(topic, version, rules.frame(topic, version, kind, payload))
    return version


def whisper(topic: str, kind: str, payload: Mapping) -> None:
    """Tell the listeners of `topic` something fleeting: a metric, who is here.

    It has no version, may be lost and costs no query.
    """
    _require_topic(topic)
    _broadcast_on_commit(topic, 0, rules.frame(topic, None, kind, payload))


def version_of(topic: str) -> int:
    """The version of a topic, for a page's `data-version`.

    Read it *before* the state that the page shows: a change in between is then applied twice at
    worst, never missed.
    """
    return Topic.objects.versions([topic]).get(topic, 0)


def publish_revocation(*, user_id=None, session_key: str = "", topic_prefix: str = "") -> None:
    """Have rights checked again on the open sockets of a person, or on topics with this prefix.

    Sockets of `session_key` are closed unasked. Call it in the transaction that takes the right
    away; it works on commit. Raises ValueError when nobody is named.
    """
    if user_id is None and not session_key and not topic_prefix:
        raise ValueError("Name a user, a session or topics.")
    session = rules.fingerprint(session_key) if session_key else ""
    text = json.dumps({"user_id": user_id, "session": session, "topic_prefix": topic_prefix})
    with transaction.atomic():
        version = Topic.objects.raise_version(rules.CONTROL_TOPIC)
        _broadcast_on_commit(rules.CONTROL_TOPIC, version, text)


def close_sockets_of_session(sender, request, **_) -> None:
    """Receiver of Django's `user_logged_out`: who signs out hears nothing any more."""
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    if session_key:
        publish_revocation(session_key=session_key)


def _broadcast_on_commit(topic: str, version: int, text: str) -> None:
    transaction.on_commit(lambda: bus.broadcast(topic, version, text), robust=True)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Publish inside the transaction of the change.")


def _require_topic(topic: str) -> None:
    if not topics.is_declared(topic):
        raise ValueError(f"No app has registered the topic {topic!r}.")
