"""Probes for whoever keeps the house running."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from teams.access import public_page
from telemetry_demo.pipeline.prepare import missing_migrations

GOOD = "ok"
PATIENCE = 1.0


@public_page
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody: restarting it would not mend a database."""
    return HttpResponse(GOOD, content_type="text/plain")


@public_page
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the house can serve: 200 if everything is good, otherwise 503, naming each part."""
    report = {name: check() for name, check in CHECKS.items()}
    ready = all(state == GOOD for state in report.values())
    return JsonResponse({"ready": ready, **report}, status=200 if ready else 503)


def _database() -> str:
    try:
        for one in connections.all():
            with one.cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return GOOD


def pending_migrations() -> int:
    """How many migrations the databases still lack. Raises DatabaseError if one cannot be asked."""
    executor = MigrationExecutor(connection)
    house = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(house) + len(missing_migrations())


def _migrations() -> str:
    try:
        pending = pending_migrations()
    except DatabaseError:
        return "unknown"
    return f"{pending} not applied" if pending else GOOD


def _redis() -> str:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
        ) as client:
            client.ping()
    except redis.RedisError:
        return "unreachable"
    return GOOD


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
}
