"""Who may listen to the topics of this app."""

from django.http import Http404

from stories.models import Story
from teams.access import team_access


def may_hear_backlog(user, key: str) -> bool:
    """Everybody who may see the team; `key` is the team's id."""
    try:
        team_access(user, pk=int(key))
    except Http404:
        return False
    return True


def reader(user, seats, key: str) -> str:
    """What the others on a story may call one: id and name. Guests hear nothing of stories."""
    return f"{user.pk} {user.name or user}"[:120] if user else ""


def may_hear_story(user, key: str) -> bool:
    """Everybody who may see the story's team; `key` is the story's id."""
    story = Story.objects.filter(pk=int(key)).only("team").first()
    return story is not None and may_hear_backlog(user, str(story.team_id))
