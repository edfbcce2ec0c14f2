"""Every write of the API with what it does not ask for, with foreign ids, and from a stranger (BAR Z6, I2, I1).

The operations, their fields and their parameters are read from the schema and the models, so that a new one is asked
as well. That each request is answered when it is right is what the permission table shows.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from teams.tokens.rules import Scope
from teams.tokens.services import make_token
from tests.factories import NOW
from tests.permissions.table import ROWS, Row
from tests.permissions.world import World, fingerprint

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
API = [row for row in ROWS if row.route.startswith("api:")]
WRITES = [row for row in API if row.writes]
MISSING = 987_654_321

# Of each field and parameter that names an object: one of the other organisation.
FOREIGN = {
    "organisation": lambda w: w.foreign_team.organisation,
    "team": lambda w: w.foreign_team,
    "user": lambda w: w.people["stranger"],
    "assignees": lambda w: w.people["stranger"],
    "persona": lambda w: w.things["foreign_story"].persona,
    "epic": lambda w: w.foreign_team.epics.get_or_create(name="Theirs")[0],
    "epics": lambda w: w.foreign_team.epics.get_or_create(name="Theirs")[0],
    "labels": lambda w: w.foreign_team.labels.get_or_create(name="theirs")[0],
    "into": lambda w: w.foreign_team.labels.get_or_create(name="theirs")[0],
    "status": lambda w: w.foreign_team.statuses.first(),
    "author": lambda w: w.people["stranger"],
    "mentions__person": lambda w: w.people["stranger"],
    "membership": lambda w: w.foreign_team.memberships.first(),
    "membership__team": lambda w: w.foreign_team,
    "membership__user": lambda w: w.people["stranger"],
    "item": lambda w: w.foreign_team.checklist_items.filter(gate="done").first(),
    **dict.fromkeys(
        ("story", "stories", "left_out", "other", "before", "after", "source", "target"),
        lambda w: w.things["foreign_story"],
    ),
}
ROOMS = {"teams", "stories", "sprints", "ceremonies", "integrations", "forecasting"}
# Drawn at random each time.
RANDOM = {"digest", "ending", "file", "nonce", "seat", "slug", "token_hash"}
RANDOM_KEYS = {"ceremonies_card", "ceremonies_retronote"}


@cache
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operation_of(address: str, method: str) -> dict[str, Any]:
    """What the schema says of a request."""
    for path, operations in schema()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), address):
            return operations[method.lower()]
    raise LookupError(address)


def address_of(row: Row, world: World) -> str:
    return reverse(row.route, kwargs=row.kwargs(world))


def fields_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The fields of the request's body, by name."""
    content = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {"schema": {}})
    named = content["schema"].get("$ref", "").rpartition("/")[2]
    return schema()["components"]["schemas"].get(named, {}).get("properties", {})


@cache
def relations() -> set[str]:
    """The names of all foreign keys of our tables."""
    ours = (model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS)
    return {field.name for model in ours for field in model._meta.get_fields() if field.is_relation}


def names_an_object(name: str, field: dict[str, Any]) -> bool:
    """Whether a field or parameter holds an id: a number with the name of a relation, or one that FOREIGN knows."""
    return '"integer"' in json.dumps(field) and (name in FOREIGN or name.rpartition("__")[2] in relations())


def ids_for(name: str, world: World) -> list[int]:
    """A foreign id, where the other organisation has such an object, and one that does not exist."""
    return [*([FOREIGN[name](world).pk] if name in FOREIGN else []), MISSING]


def send(row: Row, world: World, secret: str, body: dict[str, Any] | None = None, query: str = ""):
    """The answer to the row's request with a token and this body."""
    client = Client(raise_request_exception=True)
    content = {"content_type": "application/json"} if row.json else {}
    body = row.data(world) if body is None else body
    return getattr(client, row.method.lower())(
        address_of(row, world) + query, body, headers={"Authorization": f"Bearer {secret}"}, **content
    )


def told_of(answer, key: int) -> tuple[int, str]:
    """Status and body without the id that was asked for."""
    return answer.status_code, re.sub(rf"\b{key}\b", "…", answer.content.decode())


def at_rest() -> dict[str, int]:
    """As `fingerprint`, without the tokens, which note when they were used."""
    return {table: rows for table, rows in fingerprint().items() if table != "teams_accesstoken"}


# Who of the world may do what its owner may not.
_DOES = {"own": "member", "decide": "product_owner"}


def secret_of(world: World, principal: str) -> str:
    return make_token(user=world.people[principal], name="A program", scopes=list(Scope), now=NOW)[1]


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.REDIS_URL = ""


def _value(field: models.Field, world: World) -> Any:
    """A value for a model's field that would show, were it taken."""
    if field.is_relation:
        return {"Team": world.foreign_team.pk, "Organisation": world.foreign_team.organisation_id}.get(
            field.related_model.__name__, world.people["stranger"].pk
        )
    kinds = ((models.BooleanField, True), (models.IntegerField, 7), (models.DateTimeField, "2001-01-01T00:00:00Z"))
    return next((value for kind, value in kinds if isinstance(field, kind)), "stuffed")


def every_field(world: World) -> dict[str, Any]:
    """Each column of each of our tables, by both of its names, with a value of its type."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]
    named = [(name, field) for model in ours for field in model._meta.concrete_fields for name in _names(field)]
    return {name: _value(field, world) for name, field in named} | {"pk": 7, "roles": ["scrum_master"]}


def _names(field: models.Field) -> set[str]:
    return {field.name, field.attname}


def _rows(cursor, table: str) -> Iterator[tuple]:
    cursor.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        random = RANDOM | ({"id"} if table in RANDOM_KEYS else set())
        random |= {"ballots", "dots"} if table in ("ceremonies_poll", "ceremonies_retro") else set()  # by nonces
        yield tuple((name, repr(value)) for name, value in zip(names, row, strict=True) if name not in random)


@cache
def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name.split("_")[0] in ROOMS]


def everything() -> dict[str, list]:
    """All rows of all tables of ours."""
    with connection.cursor() as cursor:
        return {table: sorted(_rows(cursor, table)) for table in _tables()}


def _count_from_the_same_number() -> None:
    """A sequence of PostgreSQL keeps what a rolled-back row took; both requests shall give equal ids."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(format('%I.%I', schemaname, sequencename), 1000000) FROM pg_sequences")


def _outcome(row: Row, world: World, secret: str, more: dict[str, Any]) -> tuple[int, dict]:
    """Status, and what the tables hold after the row's request with `more` in its body; rolled back."""
    with transaction.atomic(), time_machine.travel(NOW, tick=False):
        if row.prepare:
            row.prepare(world)
        _count_from_the_same_number()
        answer = send(row, world, secret, more | row.data(world))
        outcome = answer.status_code, everything()
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("row", WRITES, ids=str)
def test_what_a_write_does_not_ask_for_changes_nothing(row: Row, world: World):
    """Z6: the same request with every field of every model in it does what it does without them."""
    principal = row.may if row.scope == "own" else "owner"
    with transaction.atomic():
        secret = secret_of(world, _DOES.get(row.may, principal))
        if row.prepare:
            row.prepare(world)
        asked = fields_of(operation_of(address_of(row, world), row.method))
        transaction.set_rollback(True)
    with transaction.atomic():
        secret = secret_of(world, _DOES.get(row.may, principal))
        more = {name: value for name, value in every_field(world).items() if name not in asked}
        more = more if row.json else {name: str(value) for name, value in more.items()}
        plain, stuffed = (_outcome(row, world, secret, extra) for extra in ({}, more))
        transaction.set_rollback(True)
    assert plain[0] < 300
    assert stuffed[0] == plain[0]
    assert {table: (plain[1][table], rows) for table, rows in stuffed[1].items() if plain[1][table] != rows} == {}


# What makes another field of the same body be passed over.
INSTEAD = {"before": "position", "after": "position"}


def _with(body: dict[str, Any], name: str, field: dict[str, Any], key: int) -> dict[str, Any]:
    """The body with this id in it, in the shape that the field has."""
    value = [key] if field.get("type") == "array" else key
    return {known: old for known, old in body.items() if known != INSTEAD.get(name)} | {name: value}


def _asked_ids(row: Row, world: World) -> list[tuple[str, Any]]:
    operation = operation_of(address_of(row, world), row.method)
    return [(name, field) for name, field in fields_of(operation).items() if names_an_object(name, field)]


@pytest.mark.parametrize("row", [row for row in WRITES if row.json and row.method != "DELETE"], ids=str)
def test_a_foreign_id_in_a_body_is_refused_like_a_missing_one(row: Row, world: World):
    """I2: each field that names an object, with one of another organisation and with none that exists."""
    with transaction.atomic():
        secret = secret_of(world, _DOES.get(row.may, "owner"))
        if row.prepare:
            row.prepare(world)
        for name, field in _asked_ids(row, world):
            told, keys = [], ids_for(name, world)
            before = at_rest()
            for key in keys:
                answer = send(row, world, secret, _with(row.data(world), name, field, key))
                told.append(told_of(answer, key))
            assert told[0] == told[-1], name
            assert told[0][0] in (400, 404, 409), (name, told)
            assert at_rest() == before, name
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", [row for row in API if row.route.endswith("-list") and row.method == "GET"], ids=str)
def test_a_foreign_id_in_a_query_finds_what_a_missing_one_finds(row: Row, world: World):
    """I2: each filter that takes an id."""
    with transaction.atomic():
        secret = secret_of(world, "owner")
        operation = operation_of(address_of(row, world), "GET")
        for parameter in operation.get("parameters", ()):
            name = parameter["name"]
            if parameter["in"] != "query" or not names_an_object(name, parameter["schema"]):
                continue
            told = [told_of(send(row, world, secret, {}, f"?{name}={key}"), key) for key in ids_for(name, world)]
            assert told[0] == told[-1], name
            status, found = told[0][0], json.loads(told[0][1])
            assert status in (400, 404) or (found.get("results", []) if isinstance(found, dict) else found) == [], name
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", [row for row in API if row.scope.startswith("api")], ids=str)
def test_a_stranger_s_token_opens_nothing(row: Row, world: World):
    """I1: with every scope there is. The same request is answered for the owner, as the permission table shows."""
    with transaction.atomic():
        secret = secret_of(world, "stranger_owner")
        if row.prepare:
            row.prepare(world)
        before = at_rest()
        answer = send(row, world, secret)
        assert answer.status_code == 404
        assert at_rest() == before
        transaction.set_rollback(True)
