"""Who may hear of a team's polls."""

from django.http import Http404

from teams.access import team_access


def may_hear_polls(user, key: str) -> bool:
    """Everybody who sees the team; `key` is the team's id."""
    try:
        team_access(user, pk=int(key))
    except Http404:
        return False
    return True
