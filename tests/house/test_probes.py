"""What the house tells those who keep it running."""

import asyncio

import pytest
from django.db import DatabaseError

from scrum import health
from scrum.sockets import Counted

REDIS_GONE = "unix:///nowhere/redis.sock"


def test_livez_answers_without_any_database(client):
    # A test that does not ask for the database is refused it.
    assert client.get("/livez").status_code == 200


@pytest.fixture
def everything_good(monkeypatch):
    monkeypatch.setattr(health, "CHECKS", dict.fromkeys(health.CHECKS, lambda: health.GOOD))
    return health.CHECKS


def test_readyz_is_good_when_every_part_is(client, everything_good):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "redis": "ok"}


@pytest.mark.parametrize("part", ["database", "migrations", "redis"])
def test_readyz_names_the_part_that_fails(client, everything_good, part):
    everything_good[part] = lambda: "unreachable"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert [name for name, state in answer.json().items() if state == "unreachable"] == [part]


@pytest.mark.django_db(databases=["default", "telemetry"])
def test_the_real_databases_are_good(monkeypatch):
    monkeypatch.setattr(health, "missing_migrations", list)  # its test database is made without: tests/settings.py
    assert health.CHECKS["database"]() == health.GOOD
    assert health.CHECKS["migrations"]() == health.GOOD


def test_a_database_that_fails_is_unreachable(monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", refuse)
    assert health.CHECKS["database"]() == "unreachable"


def test_unapplied_migrations_are_counted(monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: 2)
    assert health.CHECKS["migrations"]() == "2 not applied"


def test_a_redis_that_is_gone_is_unreachable(settings):
    settings.REDIS_URL = REDIS_GONE
    assert health.CHECKS["redis"]() == "unreachable"


def test_metrics_count_requests_by_route_and_status(client):
    client.get("/livez")
    text = client.get("/metrics").content.decode()
    assert 'truepace_http_requests_total{method="GET",route="livez",status="200"}' in text
    assert 'truepace_http_request_seconds_bucket{le="0.005",route="livez"}' in text


def test_addresses_that_do_not_exist_share_one_route(client):
    client.get("/nowhere/at-all")
    assert "at-all" not in client.get("/metrics").content.decode()


@pytest.mark.parametrize(("bearer", "status"), [("right", 200), ("wrong", 404), ("", 404)])
def test_metrics_with_a_token_are_for_its_bearer(client, settings, bearer, status):
    settings.METRICS_TOKEN = "right"
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_metrics_count_open_sockets(client):
    async def look(scope, receive, send):
        seen.append(client.get("/metrics").content.decode())

    seen = []
    asyncio.run(Counted(look)({}, None, None))
    seen.append(client.get("/metrics").content.decode())
    assert ["truepace_live_sockets 1.0" in text for text in seen] == [True, False]
