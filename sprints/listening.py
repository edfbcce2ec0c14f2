"""Who may listen to the topics of this app."""

from django.http import Http404

from teams.access import team_access


def may_hear_board(user, key: str) -> bool:
    """Everybody who may see the sprint's team; `key` is the sprint's id."""
    try:
        team_access(user, sprints__pk=int(key))
    except Http404:
        return False
    return True
