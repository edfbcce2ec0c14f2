"""A person says what reaches them, and where."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction

from teams.models import NotificationChoice, NotificationHabit, User
from teams.notifications.rules import Kind, Wish
from teams.notifications.services.telling import write_letters


@transaction.atomic
def choose_notifications(*, user: User, wishes: Mapping[Kind, Wish]) -> None:
    """From now on the person hears of these kinds there. Kinds that are not named stay as they are."""
    for kind, wish in wishes.items():
        NotificationChoice.objects.update_or_create(
            user=user, kind=kind, defaults={"here": wish.here, "mail": wish.mail}
        )


@transaction.atomic
def choose_digest(*, user: User, has_digest: bool, digest_at: time, now: datetime) -> None:
    """One letter a day, or each at once; what waits for a letter that will not come leaves now."""
    NotificationHabit.objects.update_or_create(user=user, defaults={"has_digest": has_digest, "digest_at": digest_at})
    if not has_digest:
        waiting = user.notifications.select_for_update().filter(awaits_digest=True).select_related("user")
        write_letters(list(waiting), now)
        user.notifications.filter(awaits_digest=True).update(awaits_digest=False)
