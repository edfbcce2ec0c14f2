"""What is kept of the readings, for export and pages."""

from collections import Counter
from collections.abc import Iterator

from django.db import connections
from django.db.models import Sum

from telemetry_demo.models import Position
from telemetry_demo.router import ALIAS
from telemetry_demo.times import written

_SUMMARIES = """
    SELECT trial, patient, visit, signal, count, mean, min, max, variance, first_ts, last_ts
    FROM telemetry_demo_series ORDER BY trial {order}, patient {order}, visit {order}, signal {order}
"""


def summaries() -> Iterator[tuple]:
    """Every summary in the order of its key's characters; times as devices write them."""
    connection = connections[ALIAS]
    order = 'COLLATE "C"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARIES.format(order=order))
        while rows := cursor.fetchmany(1000):
            for *values, first, last in rows:
                yield *values, written(first), written(last)


def unfinished() -> list[tuple[str, int]]:
    """Files that end in the middle of a line, with the bytes that wait for the rest."""
    return list(Position.objects.filter(unfinished__gt=0).order_by("part").values_list("part", "unfinished"))


def totals() -> Counter[str]:
    """What came of all events so far."""
    names = ("events", "duplicates", "late", "malformed")
    found = Position.objects.aggregate(**{name: Sum(name) for name in names})
    return Counter({name: found[name] or 0 for name in names})
