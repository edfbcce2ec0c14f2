"""Blind tokens: they hold a budget of votes per person, and nobody can tell from one whose it is.

A token is computed from a nonce in the database, the site's key and the person, whenever that person votes. A dump of
the database alone cannot make it for want of the key; and when voting ends the nonce and all tokens are deleted, so
that from then on not even the site can.
"""

import secrets

from django.utils.crypto import salted_hmac

from ceremonies.models import Participant
from teams.models import User


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(nonce: str, person: User | Participant) -> str:
    """The same for the same person wherever they sign in; another one for each nonce."""
    return salted_hmac("ceremonies.meeting.blind", f"{nonce}:{_name(person)}", algorithm="sha256").hexdigest()[:40]


def _name(person: User | Participant) -> str:
    if isinstance(person, Participant) and person.user_id is None:
        return f"guest {person.pk}"
    return f"user {person.user_id if isinstance(person, Participant) else person.pk}"
