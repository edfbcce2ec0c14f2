"""Who may hear how far an export is."""

from django.http import Http404

from integrations.models import ArchiveExport
from teams.access import organisation_access
from teams.rules import Verb


def may_hear_export(user, key: str) -> bool:
    """Who may export the organisation; `key` is the export's id."""
    exports = ArchiveExport.objects.filter(pk=int(key)) if key.isdecimal() and len(key) < 19 else None
    organisation = exports.values_list("organisation", flat=True).first() if exports is not None else None
    try:
        return organisation is not None and organisation_access(user, pk=organisation).may(Verb.MANAGE_ORGANISATION)
    except Http404:
        return False
