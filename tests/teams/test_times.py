from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


def test_pages_tell_times_by_the_teams_clock():
    team = make_team(time_zone="Asia/Tokyo")
    story = make_story(team, now=datetime(2026, 11, 2, 20, 30, tzinfo=UTC))
    client = Client()
    client.force_login(owner_of(team), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("stories:story", kwargs={**team.url_kwargs, "key": story.key})).content.decode()
    assert "05:30" in page
    assert "20:30" not in page
