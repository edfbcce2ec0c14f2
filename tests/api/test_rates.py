"""The published rates are exact for all processes and threads, told in headers, and rest without Redis."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from teams.rates import counting
from teams.rates.rules import READS, STRANGERS, TABLE, Rate
from tests.api.asking import Program
from tests.factories import make_team, owner_of
from tests.live.conftest import redis_server  # noqa: F401

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BARRAGE = """
import sys, threading
import django
django.setup()
from django.conf import settings
settings.REDIS_URL = sys.argv[1]
from teams.rates.counting import count
from teams.rates.rules import Rate
rate, allowed = Rate("test", 100, 3600, ""), []

def ask():
    for _ in range(2):
        if count(rate, "one").allowed:
            allowed.append(1)

threads = [threading.Thread(target=ask) for _ in range(50)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(allowed))
"""


def test_the_documentation_has_the_table():
    text = DOCS.read_text()
    assert [f"| {one.most} in {one.seconds} s | {one.for_whom} |" in text for one in TABLE] == [True] * len(TABLE)


def test_four_processes_of_fifty_threads_get_exactly_what_is_published(redis_server):  # noqa: F811
    command = [sys.executable, "-c", BARRAGE, redis_server.url]
    environ = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "PYTHONPATH": "."}
    running = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert sum(int(one.communicate()[0]) for one in running) == 100


def test_the_standing_is_in_every_answer_and_the_end_is_a_429(redis_server, monkeypatch):  # noqa: F811
    monkeypatch.setattr("teams.rates.throttle.rate_of", lambda method: Rate("two", 2, 60, ""))
    program = Program(owner_of(make_team()))
    answers = [program.get("me-list") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2]["RateLimit-Limit"] == "2"
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["code"] == "throttled"


def test_each_sender_is_counted_alone(redis_server, monkeypatch):  # noqa: F811
    monkeypatch.setattr("teams.rates.throttle.rate_of", lambda method: Rate("one", 1, 60, ""))
    owner = owner_of(make_team())
    assert [Program(owner).get("me-list").status_code for _ in range(2)] == [200, 200]


def test_guessing_tokens_ends_soon(redis_server, monkeypatch):  # noqa: F811
    monkeypatch.setattr("teams.rates.throttle.STRANGERS", Rate("strangers", 2, 60, ""))
    ask = Client().get
    headers = {"Authorization": "Bearer tpat_wrong"}
    assert [ask(reverse("api:me-list"), headers=headers).status_code for _ in range(3)] == [401, 401, 429]
    assert ask(reverse("api:me-list")).status_code == 429
    assert Program(owner_of(make_team())).get("me-list").status_code == 200


def test_without_redis_nobody_is_refused_and_all_but_the_first_do_not_wait(redis_server):  # noqa: F811
    program = Program(owner_of(make_team()))
    assert "RateLimit-Limit" in program.get("me-list")
    redis_server.kill()
    answers = [program.get("me-list") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[-1]
    redis_server.start()


def test_while_redis_hangs_one_request_tries_it_and_the_others_pass(redis_server, monkeypatch):  # noqa: F811
    counter, tries = counting.Counter(redis_server.url), []
    assert counter.count(READS, "one").allowed
    redis_server.pause()
    monkeypatch.setattr(counting, "RETRY", 3600.0)
    counted = counter._counted
    monkeypatch.setattr(counter, "_counted", lambda *asked: tries.append(1) or counted(*asked))
    assert counter.count(READS, "one") is None
    threads = [threading.Thread(target=counter.count, args=(STRANGERS, "x")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tries) == 1
