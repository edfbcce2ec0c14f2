"""Nonsense in the environment is refused by name, with the fix."""

import pytest

from scrum import databases, env
from scrum.env import Misconfigured, Mode, read

NONSENSE = {
    "an unknown place": ("TRUEPACE_ENV", "staging", "local, production"),
    "a name that we do not know": ("TRUEPACE_DEBUG", "1", "remove it"),
    "a switch that is neither on nor off": ("DEBUG", "maybe", "1 or 0"),
    "a demo switch of two words": ("DEMO", "yes please", "1 or 0"),
    "a port of letters": ("PORT", "http", "1 to 65535"),
    "a port that no computer has": ("PORT", "70000", "1 to 65535"),
    "a port of strange digits": ("PORT", "８０００", "1 to 65535"),
    "a negative number of threads": ("WEB_THREADS", "-1", "1 to 64"),
    "half a proxy": ("TRUSTED_PROXIES", "0.5", "0 to 5"),
    "a door neither open nor closed": ("SIGN_UP", "maybe", "open, invited"),
    "a database of another maker": ("DATABASE_URL", "mysql://u:p@h/d", "postgresql://"),
    "a database without a name": ("DATABASE_URL", "postgresql://u:p@h/", "postgresql://"),
    "a database at a port of letters": ("DATABASE_URL", "postgresql://u:p@h:port/d", "postgresql://"),
    "a database that is only a word": ("DATABASE_URL", "postgres", "postgresql://"),
    "a Redis over the web": ("REDIS_URL", "http://h:6379", "redis://"),
    "a Redis without a host": ("REDIS_URL", "redis://", "redis://"),
    "a socket without a path": ("REDIS_URL", "unix://", "redis://"),
    "a mail server over the web": ("EMAIL_URL", "https://mail.example.org", "smtp://"),
    "an origin without a scheme": ("CSRF_TRUSTED_ORIGINS", "example.org", "https://"),
    "an origin with a path": ("CSRF_TRUSTED_ORIGINS", "https://example.org/a", "https://"),
    "a log level of our own making": ("LOG_LEVEL", "chatty", "debug, info"),
    "a log format of our own making": ("LOG_FORMAT", "xml", "json, text"),
}


@pytest.mark.parametrize(("name", "value", "fix"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_with_its_name_and_the_fix(name, value, fix):
    with pytest.raises(Misconfigured) as refusal:
        read({name: value})
    assert refusal.value.name == name
    assert str(refusal.value).startswith(name)
    assert fix in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"OIDC_ISSUER": "https://login.example.org"}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_ID": "truepace", "OIDC_CLIENT_SECRET": "s"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://login.example.org", "OIDC_CLIENT_ID": "t", "OIDC_CLIENT_SECRET": "s"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "login.example.org", "OIDC_CLIENT_ID": "t", "OIDC_CLIENT_SECRET": "s"}, "OIDC_ISSUER"),
    ],
)
def test_half_a_provider_and_one_without_encryption_are_refused(given, name):
    with pytest.raises(Misconfigured) as refusal:
        read(given)
    assert refusal.value.name == name


def test_a_refused_address_does_not_show_its_password():
    with pytest.raises(Misconfigured) as refusal:
        read({"DATABASE_URL": "mysql://somebody:hunter2@host/db"})
    assert "hunter2" not in str(refusal.value)


def test_an_empty_environment_is_a_house_on_ones_own_computer():
    house = read({})
    assert house.mode is Mode.LOCAL
    assert not house.debug
    assert not house.demo
    assert house.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert house.data_dir == env.BASE_DIR / "var"
    assert house.redis_url == f"unix://{house.data_dir}/run/redis.sock"


def test_blank_counts_as_absent():
    assert read({"DATABASE_URL": " ", "PORT": ""}) == read({})


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_switches_understand_the_usual_words(word, meant):
    assert read({"DEBUG": word}).debug is meant


def test_lists_are_separated_by_commas():
    house = read({"ALLOWED_HOSTS": "a.example.org, b.example.org,"})
    assert house.allowed_hosts == ("a.example.org", "b.example.org")


def test_production_invents_neither_hosts_nor_a_redis():
    house = read({"TRUEPACE_ENV": "production"})
    assert house.allowed_hosts == ()
    assert house.redis_url == ""


def test_a_deep_data_directory_gets_a_socket_whose_path_still_fits(tmp_path):
    deep = tmp_path / ("d" * 120)
    socket = env.embedded_redis_socket(deep)
    assert len(str(socket)) < env.SOCKET_PATH_LIMIT
    assert socket == env.embedded_redis_socket(deep)
    assert socket != env.embedded_redis_socket(tmp_path / ("e" * 120))


def test_a_database_address_becomes_django_settings():
    found = databases.postgresql("postgresql://ann:p%40ss@db.example.org:5433/pace?sslmode=require")
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "pace",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_database_may_be_reached_through_a_unix_socket():
    found = databases.postgresql("postgresql://postgres:@/pace?host=/run/postgresql")
    assert found["HOST"] == "/run/postgresql"
    assert found["OPTIONS"] == {}
