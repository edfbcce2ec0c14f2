import pytest
from django.urls import reverse

from stories.models import Story
from tests.api.test_the_api import client_of, send
from tests.factories import make_member, make_team, owner_of

pytestmark = pytest.mark.django_db
CONTENT = "Key,Title,Points\nA-1,See alarms,3\nA-2,Hear alarms,5\n"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def api(team):
    return client_of(owner_of(team))


def upload(api, team, content=CONTENT):
    body = {"team": team.pk, "format": "csv", "file_name": "backlog.csv", "content": content}
    return send(api, "post", "import-list", body)


def test_a_backlog_comes_in_and_goes_out_by_api(api, team):
    run = upload(api, team).json()
    checked = send(api, "post", "import-check", {}, pk=run["id"]).json()
    assert checked["state"] == "checked"
    assert send(api, "post", "import-run", {}, pk=run["id"]).json()["state"] == "done"
    assert sorted(Story.objects.filter(team=team).values_list("title", flat=True)) == ["Hear alarms", "See alarms"]
    assert send(api, "post", "import-undo", {}, pk=run["id"]).json()["state"] == "undone"
    assert not Story.objects.filter(team=team).exists()


def test_nothing_comes_in_unchecked(api, team):
    run = upload(api, team).json()
    assert send(api, "post", "import-run", {}, pk=run["id"]).status_code == 409
    assert not Story.objects.filter(team=team).exists()


def test_an_empty_file_is_refused_with_its_reason(api, team):
    answer = upload(api, team, "Key,Title\n")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


def test_a_list_of_imports_is_for_those_who_import(api, team):
    upload(api, team)
    assert api.get(reverse("api:import-list")).json()["count"] == 1
    assert client_of(make_member(team)).get(reverse("api:import-list")).json()["count"] == 0
