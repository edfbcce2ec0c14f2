"""What the tests of the wire share: a real Redis, a real server, people with sessions."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from live import bus, topics
from live.consumer import LiveConsumer
from live.origins import OriginGuard
from live.prepared import PreparedFrames
from live.publish import publish
from tests.live.client import Client


def wait_until(condition, patience=60.0):
    """Fails when `condition()` does not come true; returns its value."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return found


class Redis:
    """A real Redis on a Unix socket that a test may stop, kill and start again."""

    def __init__(self, folder: Path):
        self.path = folder / "redis.sock"
        self.url = f"unix://{self.path}"
        self.process = None

    def start(self):
        binary = Path(sys.executable).with_name("redis-server")
        options = ["--port", "0", "--unixsocket", self.path, "--save", "", "--dir", self.path.parent]
        self.process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
        wait_until(self.answers)

    def answers(self) -> bool:
        try:
            return redis.Redis.from_url(self.url, socket_timeout=1).ping()
        except redis.RedisError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def listeners(self) -> int:
        with redis.Redis.from_url(self.url) as client:
            return client.pubsub_numsub(bus.channel())[0][1]


@pytest.fixture
def redis_server(tmp_path_factory, settings):
    server = Redis(tmp_path_factory.mktemp("r"))
    server.start()
    settings.REDIS_URL = server.url
    bus._start_anew()
    yield server
    server.go_on()
    server.kill()
    bus._start_anew()


@contextmanager
def serving(application):
    """A real uvicorn in a thread; gives its address."""
    config = uvicorn.Config(
        application, lifespan="off", log_level="error", ws=PreparedFrames, ws_per_message_deflate=False
    )
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    wait_until(lambda: server.started)
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def address(transactional_db):
    with serving(OriginGuard(LiveConsumer.as_asgi(), hosts=["127.0.0.1"])) as address:
        yield address


@pytest.fixture
def person(transactional_db):
    """Makes people by name."""

    def make(name):
        return get_user_model().objects.create_user(f"{name}@example.test", "secret", name=name)

    return make


def sign_in(user) -> str:
    """A session as signing in makes it; returns its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@pytest.fixture
def connect(address):
    """Opens sockets for people; closes them after the test."""
    clients = []

    def open_for(user=None, *, session_key=None, **options):
        key = session_key or (sign_in(user) if user else "")
        clients.append(Client(address, key, **options))
        return clients[-1]

    yield open_for
    for client in clients:
        client.close()


class Rights:
    """Who may listen to `probe:<key>`; a test grants and takes."""

    def __init__(self):
        self.granted = set()
        self.allows_now = self.allows

    def grant(self, user, key="1"):
        self.granted.add((user.pk, key))

    def take(self, user, key="1"):
        self.granted.discard((user.pk, key))

    def allows(self, user, key):
        return (user.pk, key) in self.granted

    def ask(self, user, key):
        return self.allows_now(user, key)


@pytest.fixture
def rights(monkeypatch):
    rights = Rights()
    monkeypatch.setattr(topics, "_kinds", dict(topics._kinds))
    topics.register("probe", rights.ask)
    return rights


def say(text="", topic="probe:1") -> int:
    """Publish as a service does."""
    with transaction.atomic():
        return publish(topic, "said", {"text": text})
