"""What publishing promises to the services."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from django.db import connections, transaction

from live import bus
from live.models import Topic
from live.publish import publish, publish_revocation, version_of, whisper

WRITERS, CHANGES = 4, 15


@pytest.fixture
def sent(monkeypatch):
    """What leaves for the hubs, instead of leaving."""
    sent = []
    monkeypatch.setattr(bus, "broadcast", lambda *frame: sent.append(frame))
    return sent


@pytest.mark.django_db
def test_publishing_outside_a_transaction_is_refused(rights, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        publish("probe:1", "said", {})
    assert version_of("probe:1") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ["nosuch:1", "probe", "probe:", "probe:a b", "live:control"])
def test_a_topic_that_nobody_registered_is_refused(rights, topic):
    with pytest.raises(ValueError, match="registered"):
        publish(topic, "said", {})
    with pytest.raises(ValueError, match="registered"):
        whisper(topic, "said", {})


@pytest.mark.django_db
def test_a_payload_that_is_not_json_is_refused(rights):
    with pytest.raises(TypeError):
        publish("probe:1", "said", {"who": object()})


@pytest.mark.django_db
def test_a_revocation_names_somebody():
    with pytest.raises(ValueError, match="Name"):
        publish_revocation()


@pytest.mark.django_db
def test_versions_count_each_topic_by_itself(rights):
    assert [publish("probe:1", "said", {}) for _ in range(3)] == [1, 2, 3]
    assert publish("probe:2", "said", {}) == 1
    assert version_of("probe:1") == 3
    assert version_of("probe:3") == 0


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_rolled_back_takes_its_version_and_frame_with_it(rights, sent):
    with transaction.atomic():
        publish("probe:1", "said", {"text": "stays"})
        with pytest.raises(RuntimeError):
            _publish_and_fail()
        publish("probe:1", "said", {"text": "stays too"})
        assert sent == []
    assert [version for _, version, _ in sent] == [1, 2]
    assert "goes" not in str(sent)


@transaction.atomic
def _publish_and_fail():
    publish("probe:1", "said", {"text": "goes"})
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_revocation_that_is_rolled_back_is_told_to_nobody(sent):
    with pytest.raises(RuntimeError):
        _revoke_and_fail()
    assert sent == []
    publish_revocation(user_id=1)
    assert [(topic, version) for topic, version, _ in sent] == [("live:control", 1)]


@transaction.atomic
def _revoke_and_fail():
    publish_revocation(user_id=1)
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_session_is_named_without_its_secret(sent):
    publish_revocation(session_key="open-sesame")
    assert "open-sesame" not in str(sent)


@pytest.mark.django_db(transaction=True)
def test_a_wire_that_breaks_does_not_break_the_change(rights, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("no wire")

    monkeypatch.setattr(bus, "broadcast", broken)
    with transaction.atomic():
        publish("probe:1", "said", {})
    assert version_of("probe:1") == 1
    assert "no wire" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_of_one_topic_get_each_version_once(rights, sent):
    start = threading.Barrier(WRITERS)

    def write(_):
        start.wait()
        versions = [_one_change() for _ in range(CHANGES)]
        connections.close_all()
        return versions

    with ThreadPoolExecutor(WRITERS) as pool:
        by_writer = list(pool.map(write, range(WRITERS)))
    assert all(versions == sorted(versions) for versions in by_writer)
    assert sorted(chain.from_iterable(by_writer)) == list(range(1, WRITERS * CHANGES + 1))
    assert sorted(version for _, version, _ in sent) == list(range(1, WRITERS * CHANGES + 1))
    assert Topic.objects.get(name="probe:1").version == WRITERS * CHANGES


@transaction.atomic
def _one_change() -> int:
    return publish("probe:1", "said", {})
