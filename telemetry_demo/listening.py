"""Who may listen to the figures of a team's streams."""

from django.http import Http404

from teams.access import team_access


def may_hear_figures(user, key: str) -> bool:
    """Everybody who may see the team; `key` is its id."""
    try:
        team_access(user, pk=int(key))
    except (Http404, ValueError):
        return False
    return True
