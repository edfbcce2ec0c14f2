"""Who may hear how far an import is."""

from django.http import Http404

from integrations.models import ImportRun
from teams.access import team_access
from teams.rules import Verb


def may_hear_import(user, key: str) -> bool:
    """Who may import into the run's team; `key` is the run's id."""
    team = ImportRun.objects.filter(pk=int(key)).values_list("team", flat=True).first() if key.isdecimal() else None
    try:
        return team is not None and team_access(user, pk=team).may(Verb.INTEGRATE)
    except Http404:
        return False
