"""Share links are made and withdrawn here."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from core.errors import Conflict
from forecasting.models import Release, ShareLink
from forecasting.sharing import rules
from forecasting.sharing.openings import openings
from teams.models import Team, User
from teams.services import diary

SECRET_BYTES = 32  # 256 bits


def share_report(
    *,
    team: Team,
    name: str,
    expires_at: datetime,
    actor: User,
    now: datetime,
    release: Release | None = None,
    password: str = "",
    names_allowed: bool = False,
    lets_decide: bool = False,
) -> tuple[ShareLink, str]:
    """A new link to the report of a release, or of the team's velocity, and its secret, which is told this once.

    Raises Invalid for a missing name, an impossible end or a short password, Conflict when the team has too many.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    wanted = ShareLink(
        team=team,
        release=release,
        name=rules.clean_name(name),
        digest=rules.fingerprint(token),
        expires_at=rules.clean_expiry(expires_at, now),
        password=_hashed(rules.clean_password(password)),
        names_allowed=names_allowed,
        lets_decide=lets_decide and release is not None,
        created_by=actor,
        created_at=now,
    )
    return _keep(wanted), token


def _hashed(password: str) -> str:
    """Before the transaction: hashing takes its time, and nobody should wait for a lock meanwhile."""
    return make_password(password) if password else ""


@transaction.atomic
def _keep(link: ShareLink) -> ShareLink:
    Team.objects.select_for_update(no_key=True).get(pk=link.team_id)  # two at once must not both take the last place
    if link.team.share_links.live(link.created_at).count() >= rules.MOST_PER_TEAM:
        raise Conflict(f"This team has {rules.MOST_PER_TEAM} links.", fix="Withdraw one that nobody needs any more.")
    link.save()
    _note(link, "shared a report", link.created_by, link.created_at, until=link.expires_at)
    return link


@transaction.atomic
def withdraw_link(*, link: ShareLink, actor: User, now: datetime) -> None:
    """The link opens nothing from now on, wherever a copy of it is. A second call changes nothing."""
    if ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        _note(link, "withdrew a share link", actor, now)


def note_opening(*, link: ShareLink, now: datetime) -> None:
    """Counts one more opening. By whom is not known, and not kept."""
    _write(openings.add(link.pk, now))


def write_openings(*, now: datetime) -> None:
    """Writes what this process has counted and not written yet."""
    _write(openings.take(now))


def _write(counts: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        for link, count in counts.items():
            cursor.execute("UPDATE forecasting_sharelink SET opened = opened + %s WHERE id = %s", [count, link])


def _note(link: ShareLink, verb: str, actor: User, now: datetime, **changes) -> None:
    diary.record(actor=actor, verb=verb, subject=link, now=now, team=link.team, **changes)
