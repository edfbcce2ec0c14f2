"""What the tests of the story pages share: addresses, people signed in, and forms as a browser sends them."""

from django.test import Client
from django.urls import reverse

from stories.editor.forms import StoryForm
from stories.models import Story
from teams.access import team_access

HTMX = {"HX-Request": "true"}


def address(team, name, **kwargs) -> str:
    """The address of a team's page, or of an organisation's."""
    slugs = {"organisation_slug": team.organisation.slug}
    if "persona" not in name:
        slugs["team_slug"] = team.slug
    return reverse(f"stories:{name}", kwargs=slugs | kwargs)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def typed(user, story: Story, **changes) -> dict:
    """What a browser would send if somebody opened the editor now and typed `changes`."""
    form = StoryForm(access=team_access(user, pk=story.team_id), story=story)
    sent = {name: value for name, value in form.initial.items() if name != "criteria" and value is not None}
    for line in form.initial["criteria"]:
        sent |= {line.name: line.text, f"{line.name}-id": line.key}
    return sent | changes
