"""What is tidied up in the background."""

from celery import shared_task
from django.utils import timezone

from teams.idempotency.rules import KEPT_FOR
from teams.idempotency.services import forget_answers


@shared_task
def forget_old_answers() -> int:
    """Deletes the answers of idempotency keys older than a day."""
    return forget_answers(before=timezone.now() - KEPT_FOR)
