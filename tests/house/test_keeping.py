"""How keys, passwords, letters and rows are kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from scrum import databases, mail, settings
from scrum.hashers import Argon2Hasher
from scrum.secret import local_key


def test_a_key_is_made_once_and_is_for_its_owner_only(tmp_path):
    key = local_key(tmp_path)
    assert len(key) >= 50
    assert local_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_agree_on_the_key(tmp_path, monkeypatch):
    pids = iter(range(100))
    monkeypatch.setattr("scrum.secret.os.getpid", lambda: next(pids))
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(local_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_two_houses_have_two_keys(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert local_key(tmp_path / "a") != local_key(tmp_path / "b")


def test_a_password_is_kept_with_the_cost_that_owasp_names():
    hasher = Argon2Hasher()
    kept = hasher.encode("correct horse battery staple", hasher.salt())
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept
    assert hasher.verify("correct horse battery staple", kept)
    assert not hasher.verify("correct horse", kept)


def test_new_passwords_use_that_cost():
    assert settings.PASSWORD_HASHERS[0] == f"{Argon2Hasher.__module__}.{Argon2Hasher.__qualname__}"


def test_without_a_mail_server_letters_become_files(tmp_path):
    found = mail.settings("", tmp_path)
    assert found["EMAIL_BACKEND"] == f"{mail.Files.__module__}.{mail.Files.__qualname__}"
    assert found["EMAIL_FILE_PATH"] == tmp_path


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://ann:p%40ss@mail.example.org", 587, False, True),
        ("smtp://ann:p%40ss@mail.example.org:2525", 2525, False, True),
        ("smtps://ann:p%40ss@mail.example.org", 465, True, False),
    ],
)
def test_letters_with_a_password_travel_encrypted(tmp_path, url, port, ssl, tls):
    found = mail.settings(url, tmp_path)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ann", "p@ss")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (port, ssl, tls)


@pytest.mark.django_db
def test_a_sqlite_file_survives_a_power_cut_and_lets_readers_go_on(tmp_path):
    house = DatabaseWrapper(connection.settings_dict | databases.sqlite(tmp_path / "house.sqlite3"))
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    try:
        with house.cursor() as cursor:
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
        assert house.transaction_mode == "IMMEDIATE"
    finally:
        house.close()
