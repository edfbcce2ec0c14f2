"""People are told of something here, and read it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from live.publish import publish
from teams.models import Letter, Notification, Team, User
from teams.notifications.letters import words_of
from teams.notifications.queries import habits_of, overdue_for_forgetting, topic_of, unread_count, wishes_of
from teams.notifications.rules import KEPT_FOR, Kind, cut


@transaction.atomic
def notify(
    *,
    kind: Kind,
    key: str,
    people: Iterable[User],
    title: str,
    now: datetime,
    text: str = "",
    address: str = "",
    team: Team | None = None,
) -> list[User]:
    """Tells each of `people` once of the event that `key` names, where they want to hear of it.

    Called again, by whomever, it tells only those who do not know yet: `key` is unique for each person in the
    database. What is to be mailed stands in the outbox when this returns. Returns whom it told now.
    """
    known = set(Notification.objects.filter(key=key).values_list("user_id", flat=True))
    by_key = {one.pk: one for one in people if one.is_active and one.pk not in known}
    keys = sorted(by_key)  # one order for all, so that two who tell the same people do not wait for each other
    new = [by_key[one] for one in keys]
    if not new:
        return []
    wishes, habits = wishes_of(keys, kind), habits_of(keys)
    said = {
        "kind": kind,
        "key": key,
        "title": cut(title, 200),
        "text": cut(text, 300),
        "address": address,
        "team": team,
    }
    told = [
        Notification(
            user=one, is_here=wishes[one.pk].here, created_at=now,
            awaits_digest=wishes[one.pk].mail and habits[one.pk].has_digest, **said,
        )
        for one in new
    ]  # fmt: skip
    Notification.objects.bulk_create(told, ignore_conflicts=True)
    at_once = [row for row in told if wishes[row.user_id].mail and not row.awaits_digest]
    write_letters(at_once, now)
    for row in told:
        if row.is_here:
            publish(topic_of(row.user), "new", {})
    return new


def write_letters(rows: Iterable[Notification], now: datetime) -> None:
    """Puts a letter for each into the outbox. The caller has a transaction."""
    letters = [
        Letter(user=row.user, key=row.key, subject=row.title, text=words_of([row]), created_at=now, due_at=now)
        for row in rows
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


@transaction.atomic
def mark_read(*, user: User, now: datetime, notification: Notification | None = None) -> int:
    """The person has seen one, or all of theirs; returns how many are unread now. Again: no change."""
    unread = user.notifications.filter(read_at=None)
    if (unread.filter(pk=notification.pk) if notification else unread).update(read_at=now):
        publish(topic_of(user), "read", {})
    return unread_count(user)


def forget_notifications(*, now: datetime) -> int:
    """Deletes what was read, or never shown, and is older than 90 days; returns how many."""
    return overdue_for_forgetting(now, KEPT_FOR).delete()[0]
