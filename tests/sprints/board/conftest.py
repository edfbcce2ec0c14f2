"""A running sprint seen now: boards speak of today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_persona, make_running_sprint, make_story, make_team, owner_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Board:
    """A team with a running sprint, and its owner's browser."""

    def __init__(self, titles=("See open alarms", "Silence an alarm", "Print a strip"), **team):
        self.now = timezone.now()
        start = self.now.date() - timedelta(3)
        self.team = make_team(now=self.now, **team)
        self.owner = owner_of(self.team)
        self.persona = make_persona(self.team)
        self.stories = [make_story(self.team, title, now=self.now) for title in titles]
        self.sprint = make_running_sprint(self.team, stories=self.stories, start=start, now=self.now)
        self.todo, self.doing, self.review, self.done = self.team.statuses.all()
        self.client = self.browser_of(self.owner)

    def browser_of(self, user) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    def url(self, name="board", **kwargs):
        return reverse(f"sprints:{name}", kwargs=self.team.url_kwargs | kwargs)

    def page(self, query="", client=None, **headers):
        return (client or self.client).get(self.url() + query, headers=headers)

    def html(self, query="") -> str:
        return self.page(query).content.decode()

    def move(self, story, status, client=None, **fields):
        data = {"story": story.key, "status": status.pk, **fields}
        return (client or self.client).post(self.url("move_card"), data, headers={"HX-Request": "true"})

    def order(self, status) -> list[str]:
        items = self.sprint.items.filter(story__status=status).order_by("rank", "pk")
        return list(items.values_list("story__key", flat=True))


@pytest.fixture
def board(db):
    return Board()
