"""Several processes on one wire, and a Redis that comes and goes."""

import pytest

from live import bus
from tests.live.conftest import say, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(monkeypatch):
    """From now on publishing happens as if in another process: only Redis carries it here."""

    def leave():
        monkeypatch.setattr(bus, "call_hubs", lambda *_: None)
        monkeypatch.setattr(bus, "own_origin", lambda: "another")

    return leave


@pytest.fixture
def listener(connect, person, rights):
    """Somebody who listens to probe:1."""
    ada = person("ada")
    rights.grant(ada)

    def listen():
        client = connect(ada)
        client.subscribe()
        return client

    return listen


def test_a_change_of_another_process_arrives_through_redis(redis_server, elsewhere, listener):
    client = listener()
    wait_until(redis_server.listeners)
    elsewhere()
    say("from afar")
    assert client.hear_kind("said")["payload"] == {"text": "from afar"}


def test_one_process_has_one_subscription_and_hears_no_echo(redis_server, listener):
    first, second = listener(), listener()
    wait_until(redis_server.listeners)
    say("once")
    assert redis_server.listeners() == 1
    for client in (first, second):
        assert client.hear_kind("said")["payload"] == {"text": "once"}
        assert client.hears_nothing()


def test_the_last_one_out_ends_the_subscription(redis_server, listener):
    client = listener()
    wait_until(redis_server.listeners)
    client.close()
    wait_until(lambda: redis_server.listeners() == 0)


def test_after_a_restart_of_redis_the_lost_is_told_and_delivery_goes_on(redis_server, elsewhere, listener):
    client = listener()
    wait_until(redis_server.listeners)
    elsewhere()
    redis_server.kill()
    lost = say("lost")
    assert client.hear_kind("resync")["version"] == lost
    redis_server.start()
    wait_until(redis_server.listeners)
    bus._sender._not_before = 0.0
    assert say("heard") == lost + 1
    assert client.hear_kind("said")["payload"] == {"text": "heard"}


def test_without_redis_the_own_listeners_hear_at_once_and_others_are_told(settings, elsewhere, listener):
    settings.REDIS_URL = ""
    client = listener()
    say("here")
    assert client.hear_kind("said")["payload"] == {"text": "here"}
    elsewhere()
    say("there")
    resync = client.hear_kind("resync")
    assert (resync["topic"], resync["version"]) == ("probe:1", 2)


def test_a_redis_that_hangs_hangs_nobody(redis_server, listener):
    client = listener()
    wait_until(redis_server.listeners)
    redis_server.pause()
    for number in range(3000):
        bus._sender.send(f"probe:1 {number} {'x' * 2000}")  # fills every buffer on the way
    say("still here")
    assert client.hear_kind("said")["payload"] == {"text": "still here"}


def test_a_lost_redis_is_logged_once_a_pause_and_not_per_change(settings, tmp_path, caplog):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody"
    bus._start_anew()
    for _ in range(50):
        bus._sender.send("probe:1 1 {}")
    assert caplog.text.count("Redis is away") == 1


def test_installations_that_share_a_redis_do_not_hear_each_other(settings):
    bus.channel.cache_clear()
    ours = bus.channel()
    settings.SECRET_KEY = settings.SECRET_KEY + "other"
    bus.channel.cache_clear()
    theirs = bus.channel()
    bus.channel.cache_clear()
    assert ours != theirs
