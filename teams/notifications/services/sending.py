"""The sweep of the outbox: digests are written, letters leave. It may run twice, late, and be killed anywhere."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.db import transaction
from django.db.models import F

from teams.models import Letter, User
from teams.notifications.letters import compose, words_of
from teams.notifications.queries import clock_of, habits_of
from teams.notifications.rules import LEASE, is_digest_time, next_try

logger = logging.getLogger(__name__)


def write_digests(*, now: datetime) -> int:
    """Writes the daily letter of everybody whose time has come; returns how many."""
    waiting = User.objects.filter(notifications__awaits_digest=True, is_active=True).distinct().order_by("pk")
    habits = habits_of([one.pk for one in waiting])
    written = 0
    for user in waiting:
        zone, working_days = clock_of(user)
        local = now.astimezone(zone)
        if is_digest_time(local, habits[user.pk].digest_at, working_days):
            written += write_digest(user=user, key=f"digest:{local:%Y-%m-%d}", now=now)
    return written


@transaction.atomic
def write_digest(*, user: User, key: str, now: datetime) -> bool:
    """One letter of all that waits for the person; once a key, and not at all when nothing waits."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = list(user.notifications.filter(awaits_digest=True).select_related("team").order_by("created_at", "pk"))
    if not waiting or user.letters.filter(key=key).exists():
        return False
    subject = waiting[0].title if len(waiting) == 1 else f"{len(waiting)} things for you"
    Letter.objects.create(
        user=user, key=key, subject=subject, text=words_of(waiting, daily=True), created_at=now, due_at=now
    )
    user.notifications.filter(pk__in=[row.pk for row in waiting]).update(awaits_digest=False)
    return True


def send_due_letters(*, now: datetime) -> int:
    """Sends what is due; returns how many letters left."""
    return sum(send_letter(key=key, now=now) for key in Letter.objects.due(now).values_list("pk", flat=True)[:200])


def send_letter(*, key: int, now: datetime) -> bool:
    """Takes a letter into our hands, sends it and says so.

    Nobody else sends it meanwhile. Killed between sending and saying so, the next one sends it again under the same
    Message-ID: the file backend then writes the same file, and mail programs show the same letter.
    """
    if not Letter.objects.due(now).filter(pk=key).update(lease_until=now + LEASE, tries=F("tries") + 1):
        return False
    letter = Letter.objects.select_related("user").get(pk=key)
    if not letter.user.is_active:
        Letter.objects.filter(pk=key).update(given_up_at=now, lease_until=None)
        return False
    try:
        compose(letter).send()
    except (OSError, SMTPException):
        logger.warning("The mail server did not take a letter", exc_info=True)
        return _put_back(letter, now)
    Letter.objects.filter(pk=key).update(sent_at=now, lease_until=None)
    return True


def _put_back(letter: Letter, now: datetime) -> bool:
    again = next_try(letter.tries, now)
    changes = {"due_at": again} if again else {"given_up_at": now}
    Letter.objects.filter(pk=letter.pk).update(lease_until=None, **changes)
    return False
