"""What stories do in the background."""

from celery import shared_task
from django.utils import timezone

from stories.attachments.services import erase_deleted_files


@shared_task(name="stories.erase_deleted_files")
def erase_files() -> None:
    """Every hour: may run twice or late."""
    erase_deleted_files(now=timezone.now())
