"""How large an organisation is, and which of its archives wait."""

from django.db.models import QuerySet
from django.utils import timezone

from integrations.archive.tables import tables
from integrations.models import ArchiveExport
from teams.models import Organisation


def row_count(organisation: Organisation) -> int:
    """How many rows an archive of the organisation would have, people aside."""
    return sum(table.rows_of(organisation).count() for table in tables())


def exports_of(organisation: Organisation) -> QuerySet[ArchiveExport]:
    """Archives asked for, latest first."""
    return ArchiveExport.objects.filter(organisation=organisation).select_related("asked_by", "organisation")


def waiting_exports() -> list[int]:
    """Those that nobody writes: just asked for, or left by a worker that died."""
    waiting = ArchiveExport.objects.filter(ready_at=None, failure="", lease_until__lte=timezone.now())
    return list(waiting.values_list("pk", flat=True))
