"""A new password ends a person's other sessions; the sockets that they hold open end with them."""

from allauth.account import signals

from live.publish import publish_revocation


def close_sockets_of_old_sessions(sender, request, user, **kwargs) -> None:
    """Receiver of allauth's signals for a new password."""
    if hasattr(request, "session"):
        request.session.save()  # this session goes on, which the check must be able to see
    publish_revocation(user_id=user.pk)


def connect() -> None:
    """Listen to the ways in which a password can become a new one."""
    for signal in (signals.password_changed, signals.password_set, signals.password_reset):
        signal.connect(close_sockets_of_old_sessions, dispatch_uid="teams.close_sockets")
