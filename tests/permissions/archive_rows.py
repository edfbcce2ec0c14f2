"""Exports in the permission table."""

from django.core.files.base import ContentFile
from django.utils import timezone

from integrations.exports.services import ask_for_export
from tests.factories import NOW
from tests.permissions.rows import Row, post


def asked(world):
    """Prepares the world with an archive that was asked for."""
    world.things["export"] = ask_for_export(organisation=world.organisation, actor=None, now=NOW)


def ready(world):
    """Prepares the world with an archive that waits."""
    asked(world)
    export = world.things["export"]
    export.ready_at = timezone.now()
    export.file.save("all.zip", ContentFile(b"PK"))


def export_of(world):
    export = world.things.get("export")
    return {"pk": export.pk if export else 10**9}


def topic(world):
    asked(world)
    return world.things["export"].pk


ROWS = [
    Row("integrations:stories_csv", "see"),
    Row("integrations:people_csv", "see"),
    Row("integrations:calendar_csv", "see"),
    Row("integrations:estimates_csv", "see"),
    Row("integrations:impediments_csv", "see"),
    Row("integrations:actions_csv", "see"),
    Row("integrations:polls_csv", "see"),
    Row("integrations:export_panel", "settings"),
    post("integrations:archive", "organisation", scope="organisation"),
    Row("integrations:archive", "organisation", scope="organisation"),
    Row("integrations:archive_download", "organisation", scope="organisation", kwargs=export_of, prepare=ready),
    post("integrations:archive_discard", "organisation", scope="organisation", kwargs=export_of, prepare=ready),
]

TOPICS = {"export": ("organisation", topic)}
