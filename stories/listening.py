"""Who may listen to the topics of this app."""

from django.http import Http404

from teams.access import team_access


def may_hear_backlog(user, key: str) -> bool:
    """Everybody who may see the team; `key` is the team's id."""
    try:
        team_access(user, pk=int(key))
    except Http404:
        return False
    return True
