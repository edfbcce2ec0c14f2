"""Files come to a story, leave it, come back, and are erased when nobody can bring them back any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Q

from core.errors import Conflict
from live.publish import publish
from stories.attachments import rules
from stories.models import Attachment, Story
from stories.story.services import lock_story
from teams.models import User
from teams.services import diary

KEPT = timedelta(days=7)  # how long a deleted file can be brought back


def _tell(attachment: Attachment, verb: str, *, actor: User, now: datetime) -> None:
    story = attachment.story
    diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, file=attachment.name)
    publish(f"story:{story.pk}", "file", {"file": attachment.pk})


def _check_room(story: Story, name: str, size: int) -> None:
    most, largest = settings.ATTACHMENTS_PER_STORY, settings.ATTACHMENT_LARGEST
    rules.check_room(name, size, count=story.attachments.shown().count(), most=most, largest=largest)


def attach_file(*, story: Story, upload: File, name: str, actor: User, now: datetime) -> Attachment:
    """Stores a file on a story. Raises Invalid at `file` for what is not taken."""
    name = rules.clean_name(name)
    head = upload.read(rules.HEAD)
    upload.seek(0)
    attachment = Attachment(name=name, size=upload.size, added_by=actor, added_at=now)
    try:
        with transaction.atomic():
            attachment.story = lock_story(story)
            _check_room(attachment.story, name, upload.size)
            attachment.content_type = rules.kind_of(name, head).content_type
            attachment.file.save(name, upload)
            _tell(attachment, "attached", actor=actor, now=now)
    except BaseException:
        if attachment.file.name:
            attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


def _locked(attachment: Attachment) -> Attachment:
    fresh = Attachment.objects.select_for_update().filter(pk=attachment.pk, story__isnull=False).first()
    if fresh is None:
        raise Conflict(f"“{attachment.name}” is gone for good.", fix="Attach it again.")
    return fresh


@transaction.atomic
def delete_attachment(*, attachment: Attachment, actor: User, now: datetime) -> None:
    """Takes a file off its story; for KEPT it can be restored. Again: no change."""
    attachment = _locked(attachment)
    if attachment.deleted_at is None:
        attachment.deleted_at, attachment.deleted_by = now, actor
        attachment.save(update_fields=["deleted_at", "deleted_by"])
        _tell(attachment, "deleted attachment", actor=actor, now=now)


@transaction.atomic
def restore_attachment(*, attachment: Attachment, actor: User, now: datetime) -> None:
    """Puts a deleted file back. Raises Conflict once it is erased, Invalid when there is no room for it."""
    lock_story(attachment.story)
    attachment = _locked(attachment)
    if attachment.deleted_at is not None:
        _check_room(attachment.story, attachment.name, attachment.size)
        attachment.deleted_at = attachment.deleted_by = None
        attachment.save(update_fields=["deleted_at", "deleted_by"])
        _tell(attachment, "restored attachment", actor=actor, now=now)


def erase_deleted_files(*, now: datetime) -> int:
    """Erases files that were deleted longer than KEPT ago and files of stories that are gone; returns how many.

    The file goes first: if the process dies in between, the row remembers what to do next time.
    """
    gone = Attachment.objects.filter(Q(story=None) | Q(deleted_at__lt=now - KEPT))
    erased = 0
    for key in gone.values_list("pk", flat=True):
        with transaction.atomic():
            attachment = gone.select_for_update().filter(pk=key).first()
            if attachment is None:
                continue  # restored in the meantime
            attachment.file.storage.delete(attachment.file.name)
            attachment.delete()
            erased += 1
    return erased
