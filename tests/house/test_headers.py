"""Every answer carries the security headers: pages, errors, files, refused bodies and sockets."""

import asyncio
from contextlib import closing

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from scrum import urls
from scrum.bridge import WSGIBridge
from scrum.security_headers import security_headers
from scrum.sockets import sockets
from scrum.static import with_static_files
from teams.access import public_page

REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def assert_secure(headers) -> None:
    found = {name.lower(): value for name, value in headers.items()}
    for name, value in REQUIRED.items():
        assert found[name.lower()] == value, name
    policy = dict(part.split(" ", 1) for part in found["content-security-policy"].split("; "))
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == "'none'"
    for name in ("script-src", "style-src", "form-action"):
        assert policy[name] == "'self'"


def routes_without_arguments(resolver: URLResolver, namespace: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if entry.pattern.regex.groups:
            continue
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += routes_without_arguments(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            found.append(f"{namespace}{entry.name}")
    return found


def addresses() -> list[str]:
    resolver = get_resolver()
    inside_prefixes = ("t/<", "o/<")
    plain = [entry for entry in resolver.url_patterns if not str(entry.pattern).startswith(inside_prefixes)]
    names = routes_without_arguments(type("Plain", (), {"url_patterns": plain}))
    return sorted({reverse(name) for name in names})


@pytest.mark.django_db(databases=["default", "telemetry"])
@pytest.mark.parametrize("address", [*addresses(), "/no-such-page", "/t/no/team/board/"])
def test_every_page_is_secure(client, address):
    assert_secure(client.get(address).headers)


@public_page
def broken(request):
    raise ValueError("planted")


class UrlsWithAFault:
    urlpatterns = [*urls.urlpatterns, path("broken", broken)]


@pytest.mark.django_db
def test_an_error_is_secure_and_says_nothing_about_itself(settings):
    settings.ROOT_URLCONF = UrlsWithAFault
    answer = Client(raise_request_exception=False).get("/broken")
    assert answer.status_code == 500
    assert b"planted" not in answer.content
    assert_secure(answer.headers)


@pytest.mark.django_db
def test_a_foreign_host_is_refused_securely(client):
    answer = client.get("/livez", headers={"Host": "evil.example.org"})
    assert_secure(answer.headers)


def test_a_static_file_is_secure_and_kept_for_ever_when_its_name_has_a_hash(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "app.0123456789ab.css").write_text("a{}")
    heard = {}

    def start_response(status, headers):
        heard.update(dict(headers), status=status)

    request = {"PATH_INFO": "/static/app.0123456789ab.css", "REQUEST_METHOD": "GET"}
    with closing(with_static_files(None)(request, start_response)) as chunks:
        b"".join(chunks)
    assert heard["status"] == "200 OK"
    assert "immutable" in heard["Cache-Control"]
    assert_secure(heard)


def test_a_body_over_the_limit_is_refused_securely():
    bridge = WSGIBridge(None, threads=1, body_limit=10, refusal_headers=security_headers())
    assert_secure(ask(bridge, http_scope(), {"type": "http.request", "body": b"x" * 11}))


HANDSHAKES = {
    "a foreign page": ("/ws/", b"https://evil.example.org"),
    "another address": ("/ws/admin/", b"http://localhost:8000"),
}


@pytest.mark.parametrize(("address", "origin"), HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_refused_socket_is_refused_securely(address, origin):
    scope = {
        "type": "websocket",
        "path": address,
        "scheme": "ws",
        "headers": [(b"host", b"localhost:8000"), (b"origin", origin)],
        "extensions": {"websocket.http.response": {}},
    }
    assert_secure(ask(sockets(), scope, {"type": "websocket.connect"}))


def http_scope() -> dict:
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}


def ask(application, scope: dict, message: dict) -> dict[str, str]:
    """The headers of an ASGI application's first answer, which must be a refusal."""

    async def conversation() -> dict:
        communicator = ApplicationCommunicator(application, scope)
        await communicator.send_input(message)
        return await communicator.receive_output()

    start = asyncio.run(conversation())
    assert start["status"] in {403, 413}
    return {name.decode(): value.decode() for name, value in start["headers"]}
