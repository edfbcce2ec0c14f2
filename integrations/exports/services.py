"""Archives of large organisations: asked for, written in the background, kept for a day, thrown away."""

import logging
import tempfile
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from integrations.archive.services import write_archive
from integrations.exports import queries
from integrations.exports.heart import Heart, Lost
from integrations.models import ArchiveExport
from live.publish import publish
from teams.models import Organisation, User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify
from teams.services import diary

logger = logging.getLogger(__name__)

# Up to as many rows are written while somebody waits for the page.
ROWS_AT_ONCE: Final = 20_000
LEASE: Final = timedelta(seconds=15)
KEPT_FOR: Final = timedelta(days=1)
MOST_ATTEMPTS: Final = 5
_GIVEN_UP: Final = "The export has broken off several times. Ask who runs the server to look."


def topic_of(export: ArchiveExport) -> str:
    return f"export:{export.pk}"


@transaction.atomic
def ask_for_export(*, organisation: Organisation, actor: User | None, now: datetime) -> ArchiveExport:
    """Puts down that an archive is to be written; whoever asks meanwhile gets the one that is under way."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    under_way = queries.exports_of(organisation).filter(ready_at=None, failure="").first()
    if under_way:
        return under_way
    total = queries.row_count(organisation)
    export = ArchiveExport.objects.create(
        organisation=organisation, asked_by=actor, asked_at=now, total=total, lease_until=timezone.now()
    )
    diary.record(actor=actor, verb="asked for export", subject=organisation, now=now, organisation=organisation)
    return export


def carry_out(export_id: int) -> None:
    """Writes an archive that nobody else writes."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with tempfile.TemporaryFile() as file:
            with Heart(lambda done: _tell(export, done)) as heart:
                organisation, now = export.organisation, export.asked_at
                write_archive(organisation=organisation, file=file, actor=export.asked_by, now=now, tell=heart.at)
            _keep(export, file)
    except Lost:
        logger.info("an export was taken over or stopped", extra={"export": export_id})
    except Exception:
        _mine(export).update(lease_until=timezone.now())
        raise


def _mine(export: ArchiveExport):
    return ArchiveExport.objects.filter(pk=export.pk, attempt=export.attempt)


def _claim(export_id: int) -> ArchiveExport | None:
    """The export with a lease on it; None when somebody has it, it is gone, or it breaks each time."""
    export = ArchiveExport.objects.select_related("organisation", "asked_by").filter(pk=export_id).first()
    if export is None or not export.is_at_work:
        return None
    _delete_file(export)  # what a killed worker may have left
    now, name = timezone.now(), f"exports/{uuid.uuid4().hex}.zip"
    failure = _GIVEN_UP if export.attempt >= MOST_ATTEMPTS else ""
    changes = {"attempt": export.attempt + 1, "lease_until": now + LEASE, "file": name, "done": 0, "failure": failure}
    if not _mine(export).filter(lease_until__lte=now).update(**changes):
        return None
    export.attempt, export.file = export.attempt + 1, name
    if failure:
        publish(topic_of(export), "failed", {})
        return None
    return export


def _tell(export: ArchiveExport, done: int) -> bool:
    """Writes down how far it is; False when the work is no longer ours."""
    with transaction.atomic():
        is_mine = bool(_mine(export).update(done=done, lease_until=timezone.now() + LEASE))
        if is_mine:
            publish(topic_of(export), "progress", {"done": done, "total": export.total})
    return is_mine


def _keep(export: ArchiveExport, file) -> None:
    size = file.tell()
    file.seek(0)
    export.file.storage.save(export.file.name, File(file))
    with transaction.atomic():
        ready = _mine(export).update(ready_at=timezone.now(), size=size, done=export.total)
        publish(topic_of(export), "finished", {})
        if ready and export.asked_by is not None:
            _tell_who_asked(export)
    if not ready:
        _delete_file(export)
        raise Lost


def _tell_who_asked(export: ArchiveExport) -> None:
    organisation = export.organisation
    notify(
        kind=Kind.WORK, key=f"export:{export.pk}", people=[export.asked_by], now=timezone.now(),
        title=f"The archive of {organisation} is ready", text="It is kept for a day.",
        address=reverse("integrations:archive", kwargs={"organisation_slug": organisation.slug}),
    )  # fmt: skip


def _delete_file(export: ArchiveExport) -> None:
    if export.file:
        export.file.storage.delete(export.file.name)


@transaction.atomic
def discard_export(*, export: ArchiveExport, actor: User | None, now: datetime) -> None:
    """Throws an archive away, or stops the one that is being written."""
    found = ArchiveExport.objects.select_for_update().filter(pk=export.pk).first()
    if found is None:
        return
    organisation = found.organisation
    diary.record(actor=actor, verb="discarded export", subject=organisation, now=now, organisation=organisation)
    publish(topic_of(found), "finished", {})
    transaction.on_commit(lambda: _delete_file(found))
    found.delete()


def forget_old_exports() -> None:
    """Deletes archives that have waited for a day: they hold everything, and nobody should find them."""
    for export in ArchiveExport.objects.filter(ready_at__lt=timezone.now() - KEPT_FOR):
        _delete_file(export)
        export.delete()
