"""A token acts as its person, no further than its scopes and its limit, and is never kept in plain."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, Invalid, NotAllowed
from stories.models import Story
from teams.models import AccessToken, Organisation
from teams.rest import ApiViewSet
from teams.rules import Verb
from teams.services.members import remove_member
from teams.tokens import services
from teams.tokens.permissions import MayByToken
from teams.tokens.rules import VERBS, Grant, Scope
from teams.tokens.services import make_token, revoke_token
from tests.api.asking import EVERY_SCOPE, Program, api_actions, guarded_client
from tests.factories import NOW, make_member, make_running_sprint, make_story, make_team, make_user, owner_of

pytestmark = pytest.mark.django_db
WRITES = [(name, method) for name, method, _, _ in api_actions() if method != "GET"]


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def owner(team):
    return owner_of(team)


def test_a_token_opens_what_its_person_sees(team, owner):
    story = make_story(team)
    answer = Program(owner).get("story-detail", pk=story.pk)
    assert (answer.status_code, answer.json()["key"]) == (200, story.key)


def test_every_verb_is_in_one_scope_at_most_and_only_reading_is_in_read():
    spoken = [verb for verbs in VERBS.values() for verb in verbs]
    assert len(spoken) == len(set(spoken))
    assert VERBS[Scope.READ] == {Verb.SEE, Verb.SEE_ORGANISATION}


def test_every_action_of_the_api_is_guarded_and_asks_tokens_for_a_scope():
    unguarded = {view.__name__ for _, _, view, _ in api_actions() if MayByToken not in view.permission_classes}
    foreign = {view.__name__ for _, _, view, _ in api_actions() if not issubclass(view, ApiViewSet)}
    assert (unguarded, foreign) == (set(), set())


@pytest.mark.parametrize(("name", "method"), WRITES, ids=str)
def test_a_token_without_its_scope_changes_nothing(name, method, team, owner):
    """Asked of every action there is: a token that only reads is refused all but reading."""
    kwargs = {} if name.endswith("-list") else {"pk": 1}
    answer = Program(owner).ask(method, name, {}, **kwargs)
    assert answer.status_code in (403, 405), (name, method, answer.status_code)


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.STORIES])
def test_each_scope_but_that_of_stories_leaves_stories_alone(scope, team, owner):
    answer = Program(owner, scope).post("story-list", {"team": team.pk, "title": "New"})
    assert (answer.status_code, Story.objects.count()) == (403, 0)
    assert "stories" in answer.json()["detail"] or "only reads" in answer.json()["detail"]


def test_a_scope_gives_no_right_that_the_person_lacks(team):
    watcher = make_member(team, "stakeholder")
    assert Program(watcher, *EVERY_SCOPE).post("story-list", {"team": team.pk, "title": "x"}).status_code == 403


def test_rights_that_depend_on_the_object_need_the_scope_too(team, owner):
    """Scope changes are decided by the sprint's state, gates by the story's: the token is asked there as well."""
    sprint, story = make_running_sprint(team), make_story(team)
    body = {"story": story.pk, "reason": "Asked"}
    assert Program(owner, "people").post("sprint-add", body, pk=sprint.pk).status_code == 403
    assert Program(owner, "stories").post("sprint-add", body, pk=sprint.pk).status_code == 200


def test_a_token_of_one_team_sees_and_changes_no_other(owner, team):
    other = make_team("Atlas", owner=owner, organisation=team.organisation)
    foreign = make_team("Orbit", owner=owner)
    stories = {one: make_story(one) for one in (team, other, foreign)}
    program = Program(owner, *EVERY_SCOPE, team=team)
    assert {one["id"] for one in program.get("story-list").json()["results"]} == {stories[team].pk}
    assert {one["id"] for one in program.get("organisation-list").json()["results"]} == {team.organisation_id}
    assert {one["organisation"] for one in program.get("persona-list").json()["results"]} == {team.organisation_id}
    for closed in (other, foreign):
        assert program.get("story-detail", pk=stories[closed].pk).status_code == 404
        assert program.post("story-list", {"team": closed.pk, "title": "x"}).status_code == 404


def test_a_token_of_one_team_changes_nothing_of_its_organisation(owner, team):
    program = Program(owner, *EVERY_SCOPE, team=team)
    assert program.post("persona-list", {"organisation": team.organisation_id, "name": "Nurse"}).status_code == 403
    assert program.post("team-list", {"organisation": team.organisation_id, "name": "Third"}).status_code == 403
    assert program.post("organisation-list", {"name": "Another"}).status_code == 403
    assert Organisation.objects.count() == 1


def test_every_list_of_a_limited_token_shows_one_organisation_only(owner, team):
    foreign = make_team("Orbit", owner=owner)
    make_running_sprint(foreign, stories=[make_story(foreign, "ORBITSECRET", criteria=("ORBITSECRET",))])
    program = Program(owner, *EVERY_SCOPE, organisation=team.organisation)
    lists = {name for name, method, _, action in api_actions() if action == "list" and method == "GET"}
    seen = {name: program.get(name) for name in lists - {"me-list"}}
    assert {name: answer.status_code for name, answer in seen.items() if answer.status_code not in (200, 400)} == {}
    assert [name for name, answer in seen.items() if b"ORBIT" in answer.content or b"Orbit" in answer.content] == []


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer tpat_wrong", "Bearer \x7f", "Token abc", "Basic Zm9v"])
def test_what_opens_nothing_is_a_401_that_says_how_to_ask(header):
    answer = Client().get(reverse("api:me-list"), headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Truepace"')


def test_unknown_revoked_and_expired_tokens_and_those_of_people_who_left_get_one_answer(team):
    gone, person = make_member(team), make_member(team)
    programs = [Program(person), Program(person, expires_at=NOW.replace(year=2099)), Program(gone)]
    revoke_token(token=programs[0].token, now=NOW)
    AccessToken.objects.filter(pk=programs[1].token.pk).update(expires_at=NOW)
    gone.is_active = False
    gone.save()
    unknown = Program(person)
    unknown.secret = "tpat_" + "0" * 48
    answers = [program.get("me-list") for program in (*programs, unknown)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_who_leaves_the_team_is_refused_at_once_with_a_token_in_hand(team, owner):
    member = make_member(team)
    program, story = Program(member), make_story(team)
    assert program.get("story-detail", pk=story.pk).status_code == 200
    remove_member(membership=team.memberships.get(user=member), actor=owner, now=NOW)
    assert program.get("story-detail", pk=story.pk).status_code == 404


def test_the_last_use_is_known_and_not_written_at_every_reading(owner, django_assert_num_queries):
    program = Program(owner)
    with time_machine.travel(NOW, tick=False):
        program.get("me-list")
        program.token.refresh_from_db()
        assert program.token.last_used_at == NOW
        with django_assert_num_queries(1):  # the token with its person
            program.get("me-list")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        program.get("me-list")
    program.token.refresh_from_db()
    assert program.token.last_used_at == NOW + timedelta(hours=1)


def test_a_token_makes_none_wider_than_itself(team, owner):
    program = Program(owner, "tokens", "stories", team=team, expires_at=NOW.replace(year=2099))
    narrow = {"name": "n", "scopes": ["stories"], "team": team.pk, "expires_at": "2098-01-01T00:00:00Z"}
    assert program.post("token-list", narrow).status_code == 201
    for wider in (
        {"scopes": ["people"]},
        {"team": None},
        {"team": None, "organisation": team.organisation_id},
        {"expires_at": None},
        {"expires_at": "2199-01-01T00:00:00Z"},
    ):
        assert program.post("token-list", {**narrow, **wider}).status_code == 403, wider
    assert Program(owner, "stories").post("token-list", {"name": "n"}).status_code == 403


def test_a_limited_token_neither_lists_nor_revokes_a_wider_one(team, owner):
    wide, program = Program(owner, *EVERY_SCOPE), Program(owner, "tokens", team=team)
    assert {one["id"] for one in program.get("token-list").json()["results"]} == {program.token.pk}
    assert program.ask("DELETE", "token-detail", pk=wide.token.pk).status_code == 404
    assert wide.get("me-list").status_code == 200


def test_a_token_is_revoked_by_api_with_effect_at_once(owner):
    keeper, lost = Program(owner, "tokens"), Program(owner)
    assert keeper.ask("DELETE", "token-detail", pk=lost.token.pk).status_code == 204
    assert lost.get("me-list").status_code == 401


def test_a_foreign_place_is_refused_like_a_missing_one(owner):
    foreign = make_team("Atlas")
    program = Program(owner, *EVERY_SCOPE)
    for field, key in (("team", foreign.pk), ("organisation", foreign.organisation_id)):
        answers = [program.post("token-list", {"name": "n", field: one}) for one in (key, 99_999_999)]
        assert [answer.status_code for answer in answers] == [400, 400]
        bodies = [
            answer.content.replace(str(one).encode(), b"")
            for answer, one in zip(answers, (key, 99_999_999), strict=True)
        ]
        assert bodies[0] == bodies[1]


@pytest.mark.django_db(databases=["default", "telemetry"])
def test_nothing_that_is_kept_or_logged_has_a_token_in_plain(team, owner, caplog):
    caplog.set_level(logging.DEBUG)
    client = guarded_client(owner)
    client.get(reverse("teams:tokens"))
    body = {"name": "Nightly", "csrfmiddlewaretoken": client.cookies["csrf"].value}
    page = client.post(reverse("teams:tokens"), body).content.decode()
    shown = page.split('id="secret" value="')[1].split('"')[0]
    program = Program(owner, *EVERY_SCOPE)
    made = program.post("token-list", {"name": "by api"}, key="a-key").json()["token"]
    secrets = [shown, program.secret, made]
    assert all(secret.startswith("tpat_") and len(secret) == 53 for secret in secrets)
    rows = [row for model in apps.get_models() for row in model._default_manager.all()]
    kept = serializers.serialize("json", rows) + caplog.text
    assert AccessToken.objects.count() == 3
    assert [secret for secret in secrets if secret in kept] == []


def test_the_page_shows_a_new_token_once_and_lets_no_cache_keep_it(owner):
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    made = client.post(reverse("teams:tokens"), {"name": "Nightly", "scopes": ["sprints"]})
    assert "tpat_" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    again = client.get(reverse("teams:tokens")).content.decode()
    assert 'id="secret"' not in again
    assert "Nightly" in again


def test_the_page_keeps_what_was_typed_when_it_refuses(owner):
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("teams:tokens"), {"name": " ", "scopes": ["sprints"], "limit": "t99999"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="sprints" ' in page.split("Plan, commit")[0].rsplit("<label", 1)[1]
    assert "checked" in page.split("Plan, commit")[0].rsplit("<label", 1)[1]


def test_bad_tokens_are_refused_with_their_reason(owner):
    for field, wrong in (
        ("name", {"name": "\x00 "}),
        ("scopes", {"scopes": ["everything"]}),
        ("expires_at", {"expires_at": NOW}),
    ):
        with pytest.raises(Invalid) as refusal:
            make_token(**{"user": owner, "name": "n", "scopes": [], "now": NOW, **wrong})
        assert refusal.value.field == field


def test_a_person_has_no_more_tokens_than_anybody_can_look_after(owner, monkeypatch):
    monkeypatch.setattr(services, "MOST_PER_PERSON", 2)
    for _ in range(2):
        token, _ = make_token(user=owner, name="n", scopes=[], now=NOW)
    with pytest.raises(Conflict):
        make_token(user=owner, name="n", scopes=[], now=NOW)
    revoke_token(token=token, now=NOW)
    make_token(user=owner, name="n", scopes=[], now=NOW)


def test_a_grant_compares_every_limit():
    narrow = Grant(frozenset({Scope.READ}), organisation=1, team=2)
    narrow.require_no_wider(narrow)
    for wider in (Grant(narrow.scopes, organisation=1), Grant(narrow.scopes, 2, 2), Grant(narrow.scopes, 1, 3)):
        with pytest.raises(NotAllowed):
            narrow.require_no_wider(wider)


@pytest.mark.parametrize(("name", "method"), WRITES, ids=str)
def test_a_session_changes_nothing_without_the_csrf_token(name, method, owner):
    kwargs = {} if name.endswith("-list") else {"pk": 1}
    address = reverse(f"api:{name}", kwargs=kwargs)
    answer = guarded_client(owner).generic(method, address, "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["detail"][:11]) == (403, "CSRF Failed")


def test_a_token_opens_no_page(owner):
    program = Program(owner, *EVERY_SCOPE)
    answer = program.client.get(reverse("teams:profile"), headers={"Authorization": f"Bearer {program.secret}"})
    assert answer.status_code == 302


def test_a_token_of_a_stranger_is_nobodys_to_revoke(owner):
    token, _ = make_token(user=make_user("Strange"), name="n", scopes=[], now=NOW)
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("teams:revoke_token", kwargs={"pk": token.pk})).status_code == 404


def test_reloading_the_page_of_a_new_token_makes_no_second(owner):
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    once = client.get(reverse("teams:tokens")).context["once"]
    sent = {"name": "Nightly", "days": "30", "once": once}
    assert "tpat_" in client.post(reverse("teams:tokens"), sent).content.decode()
    again = client.post(reverse("teams:tokens"), sent, follow=True).content.decode()
    assert "is made already" in again
    assert owner.tokens.count() == 1
    client.post(reverse("teams:tokens"), sent | {"once": "another"})
    assert owner.tokens.count() == 2
