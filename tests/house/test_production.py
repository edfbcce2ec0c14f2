"""A house for others refuses to start with what is only good enough at home."""

import json
import os
import subprocess
import sys

import pytest

from scrum import env
from scrum.production import faults

GOOD = {
    "TRUEPACE_ENV": "production",
    "SECRET_KEY": "7mBq-Zk3_vN0xLr9TfWc2YhJd8PsGa5EuQo1RiKt6CzXb4MnVw",
    "ALLOWED_HOSTS": "pace.example.org",
    "DATABASE_URL": "postgresql://pace:Vd93-kfP2@db.example.org/pace",
    "REDIS_URL": "redis://redis.example.org:6379/0",
}
FAULTS = {
    "no key": {"SECRET_KEY": ""},
    "a short key": {"SECRET_KEY": "7mBq-Zk3_vN0xLr9"},
    "a long key of one letter": {"SECRET_KEY": "a" * 60},
    "a default key": {"SECRET_KEY": "django-insecure-7mBq-Zk3_vN0xLr9TfWc2YhJd8PsGa5EuQo1RiKt6C"},
    "debugging": {"DEBUG": "1"},
    "the demo": {"DEMO": "1"},
    "any host": {"ALLOWED_HOSTS": "*"},
    "any host below a name": {"ALLOWED_HOSTS": "pace.example.org,*.org"},
    "no host": {"ALLOWED_HOSTS": ""},
    "no database": {"DATABASE_URL": ""},
    "a database without a password": {"DATABASE_URL": "postgresql://pace@db.example.org/pace"},
    "a default database password": {"DATABASE_URL": "postgresql://pace:postgres@db.example.org/pace"},
    "a database password that is the user": {"DATABASE_URL": "postgresql://pace:pace@db.example.org/pace"},
    "no Redis": {"REDIS_URL": ""},
}


ON_THE_SERVER = {
    "DEBUG": False,
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
}


def start(environ: dict[str, str], tmp_path, code: str = "import scrum.settings") -> subprocess.CompletedProcess:
    """Load the settings in a process of its own."""
    command = [sys.executable, "-c", code]
    everything = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environ}
    return subprocess.run(command, env=everything, cwd=env.BASE_DIR, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_it_refuses_to_start_and_names_the_variable(fault, tmp_path):
    [name] = fault
    refused = start(GOOD | fault, tmp_path)
    assert refused.returncode != 0
    assert f"Misconfigured: {name} " in refused.stderr


def test_without_a_fault_it_starts(tmp_path):
    started = start(GOOD, tmp_path)
    assert started.returncode == 0, started.stderr


def test_cookies_and_transport_are_locked_down(tmp_path):
    code = f"import json, scrum.settings as s; print(json.dumps({{n: getattr(s, n) for n in {list(ON_THE_SERVER)}}}))"
    assert json.loads(start(GOOD, tmp_path, code).stdout) == ON_THE_SERVER


def test_a_unix_socket_needs_no_password():
    house = env.read(GOOD | {"DATABASE_URL": "postgresql://pace@/pace?host=/run/postgresql"})
    assert list(faults(house)) == []


def test_every_fault_is_found_at_once():
    names = [fault.name for fault in faults(env.read({"TRUEPACE_ENV": "production", "DEBUG": "1"}))]
    assert names == ["SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS.values() if "DEMO" not in fault])
def test_no_refusal_shows_a_secret(fault):
    environ = GOOD | fault
    for refusal in faults(env.read(environ)):
        assert "Vd93-kfP2" not in str(refusal)
        assert not environ["SECRET_KEY"] or environ["SECRET_KEY"] not in str(refusal)
