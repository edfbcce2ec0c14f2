"""Every route × every kind of person: refused and allowed requests side by side (SEC-1, BAR Z1–Z5)."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from ceremonies.meeting.services import take_seat
from live import acts, topics
from live.acts import Wish, carry_out
from tests.permissions.table import ACTS, ORGANISATION_INSIDERS, OUTSIDE, ROLE_TABLE, ROWS, TOPICS, Row
from tests.permissions.world import INSIDERS, OUTSIDERS, PRINCIPALS, World, fingerprint

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])


def _routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _routes(entry, namespace)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry.callback


def _methods(callback) -> set[str]:
    """The methods of a REST framework view; other views are counted by their route alone."""
    actions = getattr(callback, "actions", None)
    return {method.upper() for method in actions if method != "head"} if actions else set()


def test_every_route_is_in_the_table():
    known = {row.route for row in ROWS}
    unlisted = {name for name, _ in _routes() if name not in known and not name.startswith(tuple(OUTSIDE))}
    assert unlisted == set()


def test_every_method_of_the_api_is_in_the_table():
    known = {(row.route, row.method) for row in ROWS}
    wanted = {(name, method) for name, callback in _routes() for method in _methods(callback)}
    assert {entry for entry in wanted if not entry[0].startswith(tuple(OUTSIDE))} - known == set()


def test_every_row_names_a_route_that_exists():
    assert {row.route for row in ROWS} - {name for name, _ in _routes()} == set()


def _url(row: Row, world: World, *, foreign: bool = False, slug: str | None = None) -> str:
    team = world.foreign_team if foreign else world.team
    kwargs = dict(row.kwargs(world))
    if row.scope in ("team", "organisation"):
        kwargs["organisation_slug"] = slug or team.organisation.slug
    if row.scope == "team":
        kwargs["team_slug"] = team.slug
    return reverse(row.route, kwargs=kwargs) + row.query


def _ask(row: Row, world: World, principal: str, url: str = ""):
    client = Client(raise_request_exception=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[principal]
    content = {"content_type": "application/json"} if row.json else {}
    return getattr(client, row.method.lower())(url or _url(row, world), row.data(world), **content)


def _receive(answer) -> None:
    """Takes in the rest of a download, which holds its file open until then."""
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


def _send(row: Row, world: World, principal: str):
    """The answer, and whether it changed the database; everything is rolled back."""
    with transaction.atomic():
        if row.prepare:
            row.prepare(world)
        before = fingerprint() if row.prepare else world.at_rest
        answer = _ask(row, world, principal)
        changed = fingerprint() != before
        _receive(answer)
        transaction.set_rollback(True)
    return answer, changed


def _insiders(row: Row) -> tuple[str, ...]:
    return ORGANISATION_INSIDERS if "organisation" in row.scope else INSIDERS


def _expected(row: Row, principal: str, world: World) -> str:
    if row.scope == "anybody":
        return "allowed"
    if principal == "guest" and row.scope == "room" and row.kwargs(world)["room"] == world.things["meeting"].pk:
        return "allowed" if principal in ROLE_TABLE[row.may] else "refused"
    if principal in ("anonymous", "deactivated", "guest"):
        return "sign in"
    if row.scope == "signed in":
        return "allowed"
    if row.scope == "own":
        return "allowed" if principal == row.may else "not found"
    if principal not in _insiders(row):
        return "not found"
    allowed = ROLE_TABLE[row.may] | (set(_insiders(row)) - set(INSIDERS) if row.may == "see" else set())
    return "allowed" if principal in allowed else "refused"


def _verdict(row: Row, answer) -> str:
    if answer.status_code in row.fine:
        return "allowed"
    if answer.status_code == 401 or (answer.status_code == 302 and "/accounts/login" in answer["Location"]):
        return "sign in"
    if answer.status_code in (403, 404):
        return {403: "refused", 404: "not found"}[answer.status_code]
    return "allowed" if answer.status_code < 400 else f"{answer.status_code}: {answer.content[:300]!r}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_what_the_role_table_says(row: Row, world: World):
    wrong = {}
    for principal in PRINCIPALS:
        answer, changed = _send(row, world, principal)
        expected, verdict = _expected(row, principal, world), _verdict(row, answer)
        should_change = row.writes and expected == "allowed"
        if row.either and expected == "allowed":
            should_change = changed
        if verdict != expected or changed != should_change:
            wrong[principal] = f"expected {expected}, got {verdict}; database {'changed' if changed else 'unchanged'}"
    assert wrong == {}


@pytest.mark.parametrize("row", [row for row in ROWS if row.scope in ("team", "organisation")], ids=str)
def test_a_foreign_and_a_missing_address_give_the_same_answer(row: Row, world: World):
    with transaction.atomic():
        if row.prepare:  # addresses and forms may name what it makes
            row.prepare(world)
        foreign = _ask(row, world, "owner", _url(row, world, foreign=True))
        missing = _ask(row, world, "owner", _url(row, world, slug="no-such-organisation"))
        transaction.set_rollback(True)

    def body(answer, slug):
        return answer.content.decode().replace(slug, "…")

    assert foreign.status_code == missing.status_code == 404
    assert body(foreign, world.foreign_team.organisation.slug) == body(missing, "no-such-organisation")


def test_every_socket_topic_is_in_the_table():
    assert {kind.prefix for kind in topics.registered()} == set(TOPICS)


@pytest.mark.parametrize("prefix", TOPICS)
def test_each_person_hears_what_the_role_table_says(prefix: str, world: World):
    may, key = TOPICS[prefix]
    topic = f"{prefix}:{key(world)}"
    for principal in (*INSIDERS, *OUTSIDERS):
        assert topics.may_listen(world.people[principal], topic) == (principal in ROLE_TABLE[may]), principal
    assert not topics.may_listen(world.people["owner"], f"{prefix}:999999999")
    assert not topics.may_listen(world.people["owner"], f"{prefix}:nonsense")
    seats = {str(world.things["meeting"].pk): world.things["guest_seat"].pk}
    assert topics.may_listen(None, topic, seats) == (prefix == "meeting")
    assert not topics.may_listen(None, f"meeting:{world.things['lobby'].pk}", seats)


def test_every_act_of_a_socket_is_in_the_table():
    assert set(acts.registered()) == set(ACTS)


@pytest.mark.parametrize("kind", ACTS)
def test_each_person_gets_done_over_a_socket_what_the_role_table_says(kind: str, world: World):
    may, key, body = ACTS[kind]
    topic = f"meeting:{key(world)}"
    for principal in PRINCIPALS:
        with transaction.atomic():
            _sit_down(world, principal)
            before = fingerprint()
            [outcome] = carry_out([(kind, Wish(world.sessions[principal], topic, "0123456789ab.1", body(world)))])
            changed = fingerprint() != before
            transaction.set_rollback(True)
        assert (outcome.is_done, changed) == ((principal in ROLE_TABLE[may]),) * 2, principal


def _sit_down(world: World, principal: str) -> None:
    """A seat for everybody: it must not be enough."""
    meeting, user = world.things["meeting"], world.people.get(principal)
    if user is not None:
        take_seat(meeting=meeting, user=user, is_voter=True, now=timezone.now())
