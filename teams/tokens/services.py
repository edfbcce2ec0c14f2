"""Tokens are made, used and revoked here."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from core.errors import Conflict, Invalid
from teams.models import AccessToken, Organisation, Team, User
from teams.tokens.queries import digest_of
from teams.tokens.rules import MOST_PER_PERSON, PREFIX, SHOWN_CHARACTERS, Grant, clean_expiry, clean_scopes

SECRET_BYTES = 24  # 192 bits
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *,
    user: User,
    name: str,
    scopes: list[str],
    now: datetime,
    organisation: Organisation | None = None,
    team: Team | None = None,
    expires_at: datetime | None = None,
) -> tuple[AccessToken, str]:
    """A new token of the person and its secret, which is told this once.

    Raises Invalid for a missing name, an unknown scope or a past expiry, NotAllowed when the person came by a token
    that reaches less far, Conflict when they have too many.
    """
    organisation = team.organisation if team else organisation
    wanted = Grant(
        scopes=clean_scopes(scopes),
        organisation=organisation and organisation.pk,
        team=team and team.pk,
        expires_at=clean_expiry(expires_at, now),
    )
    if user.grant:
        user.grant.require_no_wider(wanted)
    _require_room(user, now)
    secret = PREFIX + secrets.token_hex(SECRET_BYTES)
    token = AccessToken.objects.create(
        user=user,
        name=_clean_name(name),
        digest=digest_of(secret),
        ending=secret[-SHOWN_CHARACTERS:],
        scopes=sorted(wanted.scopes),
        organisation=organisation,
        team=team,
        created_at=now,
        expires_at=expires_at,
    )
    return token, secret


def _clean_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())[:60]
    if not name:
        raise Invalid("The token has no name.", field="name", fix="Name what it is for, such as “Nightly import”.")
    return name


def _require_room(user: User, now: datetime) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once must not both take the last place
    if user.tokens.live(now).count() >= MOST_PER_PERSON:
        raise Conflict(f"You have {MOST_PER_PERSON} tokens.", fix="Revoke one that nothing uses any more.")


def revoke_token(*, token: AccessToken, now: datetime) -> None:
    """The token opens nothing from now on. A second call changes nothing."""
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def note_use(*, token: AccessToken, now: datetime) -> None:
    """Remembers when the token was last used, to the minute: not every reading should cost a write."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - USE_IS_NOTED_EVERY:
        AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
