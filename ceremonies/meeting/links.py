"""The link by which guests come in: 256 bits, computed from a nonce when it is shown, compared by its hash."""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

from ceremonies.models import Meeting


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(nonce: str) -> str:
    """The secret of a link. It is stored nowhere: who reads the database cannot make it without the site's key."""
    digest = salted_hmac("ceremonies.meeting.links", nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def shown_token(meeting: Meeting) -> str:
    """The token to show; empty without guests, and when the site's key was changed since (a new link helps)."""
    token = token_of(meeting.link_nonce) if meeting.guests_allowed and meeting.link_nonce else ""
    return token if token and hash_of(token) == meeting.link_hash else ""


def meeting_of(token: str) -> Meeting | None:
    """The open meeting that this link leads to; None for unknown, revoked and closed alike."""
    rows = Meeting.objects.open().select_related("team__organisation")
    return rows.filter(link_hash=hash_of(token[:200]), guests_allowed=True).first() if token else None
