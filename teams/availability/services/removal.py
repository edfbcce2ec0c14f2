"""What is removed can be taken back for a day; then it is forgotten: why somebody was ill is nobody's history."""

from datetime import datetime, timedelta
from typing import Final

from core.errors import Conflict
from teams.models.availability import Removable

UNDO_FOR: Final = timedelta(days=1)


def mark_removed(row: Removable, now: datetime) -> bool:
    """Removes a row, and for good what was removed long ago; False when it was removed already."""
    type(row).objects.filter(removed_at__lt=now - UNDO_FOR).delete()
    return bool(type(row).objects.present().filter(pk=row.pk).update(removed_at=now))


def mark_restored(row: Removable) -> bool:
    """Takes a removal back; False when the row is there already.

    Raises Conflict when it is gone for good.
    """
    if type(row).objects.filter(pk=row.pk).exclude(removed_at=None).update(removed_at=None):
        return True
    if not type(row).objects.filter(pk=row.pk).exists():
        raise Conflict("That was removed too long ago to be taken back.", fix="Enter it again.")
    return False
