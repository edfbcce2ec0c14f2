"""Sessions begin, go on and end here. A session that ends closes the sockets that it holds open."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from live.publish import publish_revocation
from teams.models import SignIn, User
from teams.sessions import rules

# What a session remembers of itself; of its key, to be found in the list under a new one.
BEGAN, SEEN, KEY = "signed_in_at", "seen_at", "key_in_list"


@transaction.atomic
def begin_session(*, user: User, session: SessionBase, user_agent: str, place: str, now: datetime) -> SignIn:
    """Notes a sign-in, and sets when the session ends."""
    session[BEGAN] = session[SEEN] = now.timestamp()
    session.set_expiry(rules.ends_at(now, now))
    if session.session_key is None:
        session.create()
    session[KEY] = session.session_key
    fields = {
        "user": user, "device": rules.device(user_agent), "place": place, "signed_in_at": now, "seen_at": now,
    }  # fmt: skip
    return SignIn.objects.update_or_create(session_key=session.session_key, defaults=fields)[0]


def go_on_with_session(*, session: SessionBase, now: datetime) -> None:
    """Notes that a session is in use and moves its end, once a minute at most."""
    if now.timestamp() - session.get(SEEN, 0) < rules.NOTED_EVERY.total_seconds():
        return
    session[SEEN] = now.timestamp()
    began = datetime.fromtimestamp(session.setdefault(BEGAN, now.timestamp()), now.tzinfo)
    session.set_expiry(rules.ends_at(began, now))
    SignIn.objects.filter(session_key=session.session_key).update(seen_at=now)


@transaction.atomic
def end_session(*, sign_in: SignIn) -> None:
    """The next request of that session is a stranger's, and its sockets close."""
    Session.objects.filter(session_key=sign_in.session_key).delete()
    sign_in.delete()
    publish_revocation(session_key=sign_in.session_key)


@transaction.atomic
def end_sessions(*, user: User, keep: str = "") -> int:
    """Ends all sessions of a person but the one with the key `keep`; returns how many."""
    others = list(SignIn.objects.filter(user=user).exclude(session_key=keep))
    for sign_in in others:
        end_session(sign_in=sign_in)
    return len(others)


@transaction.atomic
def rename_session(*, user: User, old_key: str, new_key: str) -> None:
    """A session that goes on under a new key, as after a new password, stays the same one in the list."""
    SignIn.objects.filter(user=user, session_key=old_key).update(session_key=new_key)


@transaction.atomic
def forget_dead_sessions(*, now: datetime) -> int:
    """Deletes sessions that have ended by themselves, and what lists told of them; returns how many there were."""
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone
