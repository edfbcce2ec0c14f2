"""What every endpoint of the API promises: one error format, pages, no foreign objects, a whole schema."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator

from sprints.ledger.queries import scope_of
from tests.factories import (
    NOW,
    finish,
    make_member,
    make_running_sprint,
    make_story,
    make_team,
    owner_of,
    status,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def send(client, method, route, body=None, **kwargs):
    url = reverse(f"api:{route}", kwargs=kwargs)
    return getattr(client, method)(url, body, content_type="application/json")


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def api(team):
    return client_of(owner_of(team))


@pytest.mark.filterwarnings("error")
def test_the_schema_is_valid_openapi_3_1():
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    OpenAPIV31SpecValidator(schema).validate()
    assert schema["openapi"].startswith("3.1")


def test_every_operation_says_what_refusals_look_like():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in schema["paths"].items():
        for verb, operation in operations.items():
            refusals = {status: one for status, one in operation["responses"].items() if status >= "4"}
            assert {"401", "403", "404", "429"} <= set(refusals), (path, verb)
            assert all(one["content"] == problem for one in refusals.values()), (path, verb)
            assert (verb == "get") == ("409" not in refusals), (path, verb)


def test_a_wrong_field_is_named_with_its_fix(api, team):
    story = make_story(team)
    answer = send(api, "post", "story-estimate", {"points": "-3"}, pk=story.pk)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert problem["errors"] == [
        {"field": "points", "message": "Points must be between 0 and 1000.", "fix": "Pick a card of the scale."}
    ]


@pytest.mark.parametrize("points", ["1e999", "NaN", "nonsense", "10" * 40])
def test_absurd_points_are_refused_at_their_field(api, team, points):
    answer = send(api, "post", "story-list", {"team": team.pk, "title": "x", "points": points})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["points"]


def test_a_body_that_is_no_json_is_a_problem_not_a_crash(api):
    answer = api.post(reverse("api:story-list"), "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_an_unknown_field_of_dates_is_refused_with_the_reason(api, team):
    body = {"team": team.pk, "start_date": "0001-01-01", "end_date": "0001-01-14"}
    answer = send(api, "post", "sprint-list", body)
    assert answer.json()["errors"][0]["field"] == "start_date"


def test_lists_come_in_pages(api, team):
    for number in range(3):
        make_story(team, f"Story {number}")
    first = api.get(reverse("api:story-list"), {"page_size": 2}).json()
    assert (first["count"], len(first["results"])) == (3, 2)
    assert len(api.get(first["next"]).json()["results"]) == 1


def test_a_foreign_and_a_missing_object_give_the_same_answer(api):
    foreign = make_story(make_team("Pulse"))
    answers = [send(api, "get", "story-detail", pk=key) for key in (foreign.pk, 99_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("field", ["persona", "epic", "labels", "assignees"])
def test_a_foreign_id_in_a_body_is_refused_like_a_missing_one(api, team, field):
    other = make_team("Atlas")
    foreign = {
        "persona": make_story(other).persona_id,
        "epic": other.epics.create(name="Theirs").pk,
        "labels": other.labels.create(name="theirs").pk,
        "assignees": owner_of(other).pk,
    }[field]
    seen = []
    for key in (foreign, 99_999_999):
        value = [key] if field in ("labels", "assignees") else key
        answer = send(api, "post", "story-list", {"team": team.pk, "title": "x", field: value})
        assert answer.status_code == 400
        seen.append(re.sub(rf"\b{key}\b", "…", answer.content.decode()))
    assert seen[0] == seen[1]


def test_lists_hold_only_what_one_may_see(api, team):
    mine, foreign = make_story(team), make_story(make_team("Atlas"))
    keys = [story["id"] for story in api.get(reverse("api:story-list")).json()["results"]]
    assert mine.pk in keys
    assert foreign.pk not in keys


def test_fields_that_are_not_offered_cannot_be_set(api, team):
    story = make_story(team)
    body = {"title": "New", "team": 999, "key": "X-1", "version": 7, "created_by": 1, "rank": -5, "status": 1}
    answer = send(api, "patch", "story-detail", body, pk=story.pk)
    changed = answer.json()
    assert (changed["title"], changed["team"], changed["key"]) == ("New", team.pk, story.key)
    story.refresh_from_db()
    assert story.rank != -5


def test_a_stale_edit_is_a_conflict_that_shows_what_is_saved(api, team):
    story = make_story(team, "First")
    send(api, "patch", "story-detail", {"title": "Second", "seen_version": 1}, pk=story.pk)
    answer = send(api, "patch", "story-detail", {"title": "Third", "seen_version": 1}, pk=story.pk)
    assert (answer.status_code, answer.json()["current"]) == (409, {"title": "Second"})


def test_done_names_what_is_open_and_only_a_product_owner_may_override(team):
    story = make_story(team)
    body = {"status": status(team, "done").pk}
    member = client_of(make_member(team, "member"))
    refused = send(member, "post", "story-move", body, pk=story.pk)
    assert refused.status_code == 409
    assert "1 acceptance criterion is not met." in refused.json()["open_items"]
    body["override_reason"] = "Shown at the ward"
    assert send(member, "post", "story-move", body, pk=story.pk).status_code == 403
    product_owner = client_of(make_member(team, "product_owner"))
    assert send(product_owner, "post", "story-move", body, pk=story.pk).status_code == 200
    assert story.overrides.get().reason == "Shown at the ward"


def test_a_whole_sprint_can_be_run_by_api_alone(api, team):
    story = make_story(team, points=5)
    sprint = send(
        api, "post", "sprint-list", {"team": team.pk, "start_date": "2026-11-02", "end_date": "2026-11-13"}
    ).json()
    send(api, "post", "sprint-add", {"story": story.pk}, pk=sprint["id"])
    commitment = send(api, "post", "sprint-commit", {}, pk=sprint["id"])
    assert commitment.status_code == 200
    assert [line["story_key"] for line in commitment.json()["stories"]] == [story.key]
    finish(story)
    closed = send(api, "post", "sprint-close", {"goal_met": True}, pk=sprint["id"])
    assert closed.json()["state"] == "closed"
    scope = send(api, "get", "sprint-scope", pk=sprint["id"]).json()
    assert (scope["committed"], scope["done"]) == ("5.00", "5.00")


def test_the_scope_can_be_read_as_it_stood_at_any_time(api, team):
    sprint = make_running_sprint(team)
    later = reverse("api:sprint-scope", kwargs={"pk": sprint.pk})
    before = api.get(later, {"at": "2026-11-01T00:00:00Z"}).json()
    assert (before["committed"], before["stories"]) == ("0.00", [])
    assert api.get(later, {"at": "never"}).status_code == 400
    assert scope_of(sprint, NOW).committed == 3


def found(api, **asked) -> list[str]:
    answer = api.get(reverse("api:story-list"), asked)
    assert answer.status_code == 200, answer.content
    return [story["title"] for story in answer.json()["results"]]


def test_stories_are_found_by_words_readiness_and_age(api, team):
    make_story(team, "Battery alarm", now=NOW - timedelta(days=200))
    make_story(team, "Ward overview", ready=False, points=None)
    assert found(api, text="alarm") == ["Battery alarm"]
    assert found(api, text="alarm overview") == []
    assert found(api, ready="true") == ["Battery alarm"]
    assert found(api, ready="false", team=team.pk) == ["Ward overview"]
    with time_machine.travel(NOW):
        assert found(api, older_than_months=6) == ["Battery alarm"]
        assert found(api, older_than_months=7) == []


def test_words_of_other_organisations_are_not_found(api):
    foreign = make_team("Atlas")
    make_story(foreign, "Battery alarm")
    assert found(api, text="alarm") == found(api, text="alarm", team=foreign.pk) == []


@pytest.mark.parametrize(
    ("ordering", "titles"),
    [
        ("points", ["Two", "Five", "Nine"]),
        ("-points", ["Nine", "Five", "Two"]),
        ("rank", ["Five", "Nine", "Two"]),
    ],
)
def test_stories_come_in_the_order_that_was_asked_for(api, team, ordering, titles):
    for title, points in (("Five", 5), ("Nine", 9), ("Two", 2)):
        make_story(team, title, points=points)
    assert found(api, ordering=ordering) == titles


@pytest.mark.parametrize(
    "asked", [{"ordering": "secret"}, {"ready": "perhaps"}, {"older_than_months": "-1"}, {"older_than_months": "1.5"}]
)
def test_a_filter_that_makes_no_sense_is_refused_at_its_name(api, asked):
    answer = api.get(reverse("api:story-list"), asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(asked)))
