"""A new password ends a person's other sessions; the sockets that they hold open end with them."""

from allauth.account import signals
from django.contrib.auth import SESSION_KEY

from live.publish import publish_revocation
from teams.sessions.services import KEY, end_sessions, rename_session


def close_sockets_of_old_sessions(sender, request, user, **kwargs) -> None:
    """Receiver of allauth's signals for a new password."""
    if hasattr(request, "session"):
        request.session.save()  # this session goes on, which the check must be able to see
    end_sessions(user=user, keep=_session_that_goes_on(request, user))
    publish_revocation(user_id=user.pk)


def _session_that_goes_on(request, user) -> str:
    """The key of the session in which the password was changed; Django has just given it a new one."""
    session = getattr(request, "session", None)
    if session is None or session.get(SESSION_KEY) != str(user.pk):
        return ""
    rename_session(user=user, old_key=session.get(KEY, ""), new_key=session.session_key)
    session[KEY] = session.session_key
    return session.session_key


def connect() -> None:
    """Listen to the ways in which a password can become a new one."""
    for signal in (signals.password_changed, signals.password_set, signals.password_reset):
        signal.connect(close_sockets_of_old_sessions, dispatch_uid="teams.close_sockets")
