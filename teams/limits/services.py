"""Tries are counted here, in the database: exact under any number of processes, and without Redis."""

from datetime import datetime

from core.errors import TooMany
from teams.limits import rules
from teams.limits.rules import Limit
from teams.models import Bucket


def take_try(limit: Limit, *who: object, now: datetime) -> None:
    """Counts one try of `who`. Raises TooMany when there is none left; then nothing was counted.

    Call it outside a transaction that may be rolled back: a try stays a try when what follows fails.
    """
    key, moment = rules.bucket_key(limit, *who), now.timestamp()
    if not Bucket.objects.take(key=key, now=moment, pace=limit.pace, seconds=limit.seconds):
        bucket = Bucket.objects.filter(key=key).first()
        raise TooMany.after(rules.wait(limit, bucket.full_at if bucket else moment, moment))


def put_back(limit: Limit, *who: object) -> None:
    """Forgets one counted try: it was right, and only wrong ones are counted."""
    Bucket.objects.give_back(key=rules.bucket_key(limit, *who), pace=limit.pace)


def forget_full_buckets(*, now: datetime) -> int:
    """Deletes what no longer limits anybody; returns how many."""
    return Bucket.objects.filter(full_at__lt=now.timestamp()).delete()[0]
