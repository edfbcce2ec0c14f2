"""Pages run in threads that stay, and see requests as WSGI says."""

import asyncio
import threading
from http import HTTPStatus

import pytest

from scrum.bridge import WSGIBridge, environ

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/grüße",
    "query_string": b"a=1",
    "http_version": "1.1",
    "scheme": "https",
    "server": ("example.org", 443),
    "client": ("192.0.2.7", 50000),
    "headers": [(b"host", b"example.org"), (b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2")],
}


def ask(bridge: WSGIBridge, *messages: dict) -> list[dict]:
    """What the bridge sends after these messages of the client."""
    coming, sent = list(messages or [{"type": "http.request", "body": b""}]), []

    async def receive():
        return coming.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(bridge(SCOPE, receive, send))
    return sent


def bridge(application, **options) -> WSGIBridge:
    return WSGIBridge(
        application, **{"threads": 1, "body_limit": 100, "refusal_headers": {"X-House": "ours"}} | options
    )


def echo(wsgi_environ, start_response):
    start_response("201 Created", [("Content-Type", "text/plain")])
    return [wsgi_environ["wsgi.input"].read(), b"!"]


def test_an_answer_comes_back_whole():
    start, body = ask(bridge(echo), {"type": "http.request", "body": b"hello"})
    assert start == {"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"text/plain")]}
    assert body == {"type": "http.response.body", "body": b"hello!"}


def test_a_body_in_pieces_is_put_together():
    pieces = [{"type": "http.request", "body": b"he", "more_body": True}, {"type": "http.request", "body": b"llo"}]
    assert ask(bridge(echo), *pieces)[1]["body"] == b"hello!"


@pytest.mark.parametrize(("size", "status"), [(100, 201), (101, 413)])
def test_the_limit_of_a_body_is_exact(size, status):
    assert ask(bridge(echo), {"type": "http.request", "body": b"x" * size})[0]["status"] == status


def test_a_body_without_end_is_cut_off_at_the_limit():
    pieces = [{"type": "http.request", "body": b"x" * 60, "more_body": True}] * 3
    assert ask(bridge(echo), *pieces)[0]["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_client_that_leaves_is_not_answered():
    pieces = [{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}]
    assert ask(bridge(echo), *pieces) == []


def test_an_application_that_breaks_is_answered_for(caplog):
    def broken(_environ, _start):
        raise ValueError("planted")

    start, body = ask(bridge(broken))
    assert start["status"] == HTTPStatus.INTERNAL_SERVER_ERROR
    assert (b"x-house", b"ours") in start["headers"]
    assert b"planted" not in body["body"]
    assert "did not answer" in caplog.text


def test_what_an_application_returned_is_closed_even_when_it_breaks():
    class Chunks:
        closed = False

        def __iter__(self):
            raise ValueError("planted")

        def close(self):
            self.closed = True

    chunks = Chunks()
    ask(bridge(lambda _environ, _start: chunks))
    assert chunks.closed


def test_requests_share_a_fixed_number_of_threads():
    seen = set()

    def note_thread(_environ, start_response):
        seen.add(threading.get_ident())
        start_response("200 OK", [])
        return []

    busy = bridge(note_thread, threads=2)
    for _ in range(20):
        ask(busy)
    assert 1 <= len(seen) <= 2


def test_a_request_looks_as_wsgi_says():
    found = environ(SCOPE, b"hello")
    assert found["PATH_INFO"].encode("latin1").decode() == "/grüße"
    assert found["QUERY_STRING"] == "a=1"
    assert found["REQUEST_METHOD"] == "POST"
    assert found["REMOTE_ADDR"] == "192.0.2.7"
    assert found["wsgi.url_scheme"] == "https"
    assert found["CONTENT_TYPE"] == "text/plain"
    assert found["CONTENT_LENGTH"] == "5"
    assert found["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_with_an_underscore_cannot_pass_for_one_with_a_dash():
    scope = SCOPE | {"headers": [(b"x_forwarded_for", b"203.0.113.9")]}
    assert "HTTP_X_FORWARDED_FOR" not in environ(scope, b"")
