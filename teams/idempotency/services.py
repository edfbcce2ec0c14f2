"""An effect happens once for each key, whatever the network does to the requests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from teams.idempotency.rules import KEPT_FOR, require_same
from teams.models import KeptAnswer, Organisation, Team


@dataclass(frozen=True)
class Effect:
    """What a request did: its answer as text, and where it acted."""

    status: int
    body: str
    organisation: Organisation | None = None
    team: Team | None = None


@transaction.atomic
def answer_once(
    *, sender: str, key: str, digest: str, now: datetime, act: Callable[[], Effect]
) -> tuple[KeptAnswer, bool]:
    """The kept answer for this key and whether it is from before; otherwise acts and keeps what `act` gives.

    A second request with the key waits here, at the row, until the first has committed or given up. What `act` raises
    undoes the row, too, so a refused request may come again. Raises KeyUsed for another request with the same key.
    """
    forget_answers(sender=sender, key=key, before=now - KEPT_FOR)
    row = KeptAnswer(sender=sender, key=key, digest=digest, created_at=now)
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    kept = KeptAnswer.objects.select_for_update().get(sender=sender, key=key)
    require_same(kept.digest, digest)
    if kept.status is not None:
        return kept, True
    effect = act()
    kept.status, kept.body = effect.status, effect.body
    kept.organisation, kept.team = effect.organisation, effect.team
    kept.save(update_fields=["status", "body", "organisation", "team"])
    return kept, False


def forget_answers(*, before: datetime, **of: str) -> int:
    """Deletes what was kept before a time, of one sender and key or of all; how many rows."""
    return KeptAnswer.objects.filter(created_at__lt=before, **of).delete()[0]
