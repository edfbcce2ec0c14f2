"""The whole house as real processes: killed children come back, and nobody is left behind."""

import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psutil
import pytest

from bench.house import House, arguments, free_port
from scrum.env import BASE_DIR
from scrum.supervisor import redis

CHILDREN = {"redis": "redis-server", "web": "scrum.web", "worker": "celery"}
# Seconds after which a test gives up; that pauses stay under ten seconds is a test of the rules.
PATIENCE = 600


@pytest.fixture(scope="module")
def house():
    with House() as running:
        wait_for(lambda: all(running.child(mark) for mark in CHILDREN.values()))
        yield running


def wait_for(happened) -> None:
    """Wait until it has happened."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def left_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_is_back(house, name):
    killed = house.child(CHILDREN[name])
    killed.kill()
    wait_for(lambda: (new := house.child(CHILDREN[name])) is not None and new.pid != killed.pid)
    house.await_page("/readyz")
    assert f"{name} ended with -9" in house.log.read_text()


def test_an_import_whose_worker_is_killed_goes_on_by_itself_and_ends_right(house):
    rows = 8000
    environ = {**house.environ, "DATA_DIR": str(house.data_dir)}
    command = [sys.executable, "-m", "tests.house.importing", str(rows)]
    subprocess.run(command, env=environ, cwd=BASE_DIR, check=True, capture_output=True)
    attempts = []

    def begun(times: int) -> bool:
        attempts.extend(asked(house, "SELECT attempt FROM integrations_importjob"))
        return times in attempts or not asked(house, "SELECT 1 FROM integrations_importjob")

    wait_for(lambda: begun(1))
    house.child(CHILDREN["worker"]).kill()
    assert asked(house, "SELECT COUNT(*) FROM stories_story") == [0]
    wait_for(lambda: begun(2))
    wait_for(lambda: not asked(house, "SELECT 1 FROM integrations_importjob"))
    assert max(attempts) == 2
    assert asked(house, "SELECT state FROM integrations_importrun") == ["done"]
    assert asked(house, "SELECT COUNT(*) FROM stories_story") == [rows]


def asked(house, query: str) -> list:
    """The first column of what the house's database answers."""
    with closing(sqlite3.connect(f"file:{house.data_dir / 'truepace.sqlite3'}?mode=ro", uri=True)) as database:
        return [first for first, *_ in database.execute(query)]


def test_visitors_wait_in_line_while_the_web_server_is_started_again(house):
    house.child(CHILDREN["web"]).kill()
    with socket.create_connection(("127.0.0.1", house.port)) as visitor:
        visitor.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert visitor.recv(64).startswith(b"HTTP/1.1 200")


def test_a_second_house_in_the_same_data_directory_is_refused(house):
    refused = run_supervisor("--port", str(free_port()), "--data-dir", str(house.data_dir))
    assert refused.returncode == 2
    assert "--data-dir" in refused.stderr


def test_a_port_in_use_is_refused(house, tmp_path):
    refused = run_supervisor("--port", str(house.port), "--data-dir", str(tmp_path))
    assert refused.returncode == 2
    assert f"port {house.port}" in refused.stderr
    assert "--port" in refused.stderr


def test_nonsense_on_the_command_line_is_refused(tmp_path):
    refused = run_supervisor("--port", "http", "--data-dir", str(tmp_path))
    assert refused.returncode == 2
    assert refused.stderr.startswith("Truepace cannot start: PORT is 'http'")


def run_supervisor(*options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "scrum.supervisor", "--no-demo", *options]
    return subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)


def test_without_redis_server_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(redis.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(redis.shutil, "which", lambda name: None)
    with pytest.raises(redis.NoRedis, match="REDIS_URL"):
        redis.server_binary()


def test_the_secret_key_is_for_its_owner_only(house):
    assert (house.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_redis_is_reached_by_its_owner_only(house):
    assert (house.data_dir / "run").stat().st_mode & 0o777 == 0o700
    assert "unixsocket:" in " ".join(arguments(house.child(CHILDREN["redis"])))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_stop_is_clean_and_leaves_nobody(number):
    with House() as house:
        wait_for(lambda: all(house.child(mark) for mark in CHILDREN.values()))
        all_of_it = house.processes()
        house.process.send_signal(number)
        assert house.process.wait() == 0
        assert left_of(all_of_it) == []
        assert "killing it" not in house.log.read_text()
        assert "Traceback" not in house.log.read_text()


def test_a_stop_during_the_start_leaves_nobody():
    with House() as house:
        house.stop()
        house.start()
        wait_for(lambda: house.child("manage.py"))
        all_of_it = house.processes()
        assert house.stop() == 0
        assert left_of(all_of_it) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a child die with its parent")
def test_a_killed_supervisor_leaves_nobody():
    with House() as house:
        wait_for(lambda: all(house.child(mark) for mark in CHILDREN.values()))
        all_of_it = house.processes()
        assert len(all_of_it) >= 4
        house.process.kill()
        house.process.wait()
        wait_for(lambda: left_of(all_of_it) == [])
