"""A log in Redis as a way in: nothing is lost or counted twice, whoever is killed and whatever is away."""

import pytest
import redis

from telemetry_demo.models import Quarantined
from telemetry_demo.pipeline.queries import summaries
from telemetry_demo.pipeline.services import Pipeline, take_all
from telemetry_demo.sources.redis_stream import GROUP, STREAM, StreamSource
from tests.live.conftest import redis_server  # noqa: F401
from tests.telemetry.lines import line

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])


@pytest.fixture
def log(redis_server):  # noqa: F811
    with redis.Redis.from_url(redis_server.url) as client:
        client.delete(STREAM)
        yield client


def send(log, *seqs):
    for seq in seqs:
        log.xadd(STREAM, {"event": line(seq, 60 + seq)})


def waiting(log):
    return log.xpending(STREAM, GROUP)["pending"]


def count():
    return sum(row[4] for row in summaries())


def test_what_is_committed_is_acknowledged_and_comes_once(log, redis_server):  # noqa: F811
    source, pipeline = StreamSource(redis_server.url, name="one"), Pipeline()
    assert take_all(source=source, pipeline=pipeline).total() == 0
    send(log, 1, 2, 3, 2)
    assert dict(take_all(source=source, pipeline=pipeline)) == {"new": 3, "duplicate": 1}
    send(log, 4)
    assert dict(take_all(source=source, pipeline=pipeline)) == {"new": 1}
    assert (count(), waiting(log)) == (4, 0)


def test_a_reader_killed_between_commit_and_acknowledgement_gets_it_again_and_counts_it_once(log, redis_server):  # noqa: F811
    send(log, 1, 2, 3)
    killed = StreamSource(redis_server.url, name="one")
    for chunk in killed.chunks({}):
        Pipeline().take([chunk])
        break
    assert waiting(log) == 3
    send(log, 4)
    again = take_all(source=StreamSource(redis_server.url, name="one"), pipeline=Pipeline())
    assert dict(again) == {"duplicate": 3, "new": 1}
    assert (count(), waiting(log)) == (4, 0)


def test_what_a_lost_reader_was_given_is_taken_over_by_another(log, redis_server):  # noqa: F811
    send(log, 1, 2, 3)
    next(StreamSource(redis_server.url, name="lost").chunks({}))
    other = StreamSource(redis_server.url, name="other", abandoned=0)
    assert dict(take_all(source=other, pipeline=Pipeline())) == {"new": 3}
    assert waiting(log) == 0


def test_an_entry_without_an_event_is_quarantined(log, redis_server):  # noqa: F811
    log.xadd(STREAM, {"temperature": "37"})
    log.xadd(STREAM, {"event": line(1).replace(b", ", b",\n")})
    assert dict(take_all(source=StreamSource(redis_server.url, name="one"), pipeline=Pipeline())) == {
        "malformed": 1, "new": 1,
    }  # fmt: skip
    assert bytes(Quarantined.objects.get().raw) == b'{"temperature":"37"}'


def test_a_redis_that_is_away_makes_nobody_wait_or_fail():
    source = StreamSource("unix:///nowhere/redis.sock", name="one")
    assert take_all(source=source, pipeline=Pipeline()).total() == 0
