"""What is logged, and what never is."""

import json
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import get_resolver, path

from scrum.env import BASE_DIR
from scrum.logs import SECRET_ADDRESSES, hide_secrets
from teams.access import public_page

SECRETS = ["password", "new_password", "access_token", "secret_key", "Cookie", "Authorization", "api_key", "sessionid"]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_hidden_by_its_name(name):
    assert hide_secrets(None, "", {name: "hunter2"}) == {name: "***"}


def test_a_password_inside_an_address_is_hidden():
    hidden = hide_secrets(None, "", {"event": "cannot reach redis://ann:hunter2@host:6379/0"})
    assert hidden == {"event": "cannot reach redis://ann:***@host:6379/0"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Internal Server Error: /r/hunter2/report.pdf", "Internal Server Error: /r/***/report.pdf"),
        (
            "Forbidden (CSRF cookie not set.): /r/hunter2/password/",
            "Forbidden (CSRF cookie not set.): /r/***/password/",
        ),
        ("/r/hunter2", "/r/***"),
        ("/decide/hunter2/", "/decide/***/"),
        ("https://pace.example.org/join/hunter2?name=x", "https://pace.example.org/join/***?name=x"),
        ("/calendar/hunter2.ics", "/calendar/***"),
        ("/accounts/confirm-email/hunter2/", "/accounts/confirm-email/***/"),
        ("/accounts/password/reset/key/1-hunter2/", "/accounts/password/reset/key/***/"),
        ("/t/r/calendar/x/", "/t/r/calendar/x/"),
    ],
)
def test_an_address_that_opens_something_is_hidden_whoever_logs_it(said, kept):
    assert hide_secrets(None, "", {"event": said, "path": said}) == {"event": kept, "path": kept}


def test_every_route_with_a_token_is_known_as_such():
    def routes(patterns, before=""):
        for one in patterns:
            address = before + str(one.pattern).lstrip("^")
            yield from routes(one.url_patterns, address) if hasattr(one, "url_patterns") else [address]

    secret = [route for route in routes(get_resolver().url_patterns) if ":token>" in route or "(?P<key>" in route]
    assert len(secret) >= 9
    assert [route for route in secret if not route.startswith(tuple(f"{one}/" for one in SECRET_ADDRESSES))] == []


def test_ordinary_facts_stay():
    facts = {"event": "request", "path": "/t/a/b/board/", "status": 200, "ms": 1.5}
    assert hide_secrets(None, "", dict(facts)) == facts


SPEAKING = """
import logging
import structlog
from scrum.logs import logging_settings

logging_settings(level="INFO", json=True)
structlog.get_logger("ours").info("moved", story="PLS-1", password="hunter2")
logging.getLogger("theirs").warning("cannot reach %s", "redis://ann:hunter2@host")
logging.getLogger("theirs").debug("too quiet")
"""


def test_our_lines_and_those_of_libraries_are_json_without_secrets():
    spoken = subprocess.run(
        [sys.executable, "-c", SPEAKING], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout
    ours, theirs = map(json.loads, spoken.splitlines())
    assert (ours["event"], ours["story"], ours["level"], ours["logger"]) == ("moved", "PLS-1", "info", "ours")
    assert (theirs["event"], theirs["level"]) == ("cannot reach redis://ann:***@host", "warning")
    assert "hunter2" not in spoken


def request_lines(caplog) -> list[dict]:
    return [record.msg for record in caplog.records if record.name == "scrum.request"]


def test_a_request_is_one_line_with_its_id_and_without_its_query(client, caplog):
    answer = client.get("/no-such-page?token=hunter2")
    [line] = request_lines(caplog)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/no-such-page", 404)
    assert line["ms"] >= 0
    assert "hunter2" not in json.dumps(line)


@pytest.mark.django_db
def test_a_request_of_somebody_names_them_by_number(client, django_user_model, caplog):
    person = django_user_model.objects.create_user(email="ann@example.org", password="x")
    client.force_login(person)
    client.get("/accounts/login/")
    [line] = request_lines(caplog)
    assert line["user"] == person.pk
    assert "ann@" not in json.dumps(line)


def test_a_request_that_breaks_is_logged_too(caplog, settings):
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("broken", broken)]})
    assert Client(raise_request_exception=False).get("/broken").status_code == 500
    [line] = request_lines(caplog)
    assert line["status"] == 500


@public_page
def broken(request):
    raise ValueError("planted")


def test_probes_are_not_logged(client, caplog):
    client.get("/livez")
    assert request_lines(caplog) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["password/reset/key/1-hunter2hunter2/", "confirm-email/hunter2:hunter2/"])
def test_links_from_letters_cannot_be_followed_by_whoever_reads_the_log(client, caplog, path):
    client.get(f"/accounts/{path}")
    assert "request" in caplog.text
    assert "hunter2" not in caplog.text
