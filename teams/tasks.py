"""What is tidied up in the background."""

from celery import shared_task
from django.utils import timezone

from teams.idempotency.rules import KEPT_FOR
from teams.idempotency.services import forget_answers
from teams.limits.services import forget_full_buckets
from teams.notifications.services.sending import send_due_letters, write_digests
from teams.notifications.services.telling import forget_notifications
from teams.sessions.services import forget_dead_sessions


@shared_task
def forget_old_answers() -> int:
    """Deletes the answers of idempotency keys older than a day."""
    return forget_answers(before=timezone.now() - KEPT_FOR)


@shared_task
def forget_what_is_over() -> tuple[int, int]:
    """Deletes buckets that limit nobody any more, and sessions that have ended by themselves; returns how many."""
    now = timezone.now()
    return forget_full_buckets(now=now), forget_dead_sessions(now=now)


@shared_task
def sweep_outbox() -> tuple[int, int]:
    """Writes the daily letters whose time has come and sends what is due; returns how many of each."""
    now = timezone.now()
    return write_digests(now=now), send_due_letters(now=now)


@shared_task
def forget_old_notifications() -> int:
    """Deletes read notifications that are older than they are kept."""
    return forget_notifications(now=timezone.now())
