"""From which pages a socket may be opened."""

import pytest
from websockets.exceptions import InvalidStatus

from live.origins import is_allowed

HOSTS = ["pace.test", "localhost"]
TRUSTED = ["https://pace.example"]

TABLE = [
    ("http", "pace.test:8000", "http://pace.test:8000", True),
    ("http", "pace.test", "http://pace.test", True),
    ("http", "pace.test", "http://pace.test:80", True),
    ("https", "pace.test", "https://pace.test", True),
    ("http", "pace.test:8000", "https://pace.example", True),
    ("https", "pace.test", "http://pace.test", False),
    ("http", "pace.test:8000", "http://pace.test:8001", False),
    ("http", "pace.test:8000", "http://pace.test", False),
    ("http", "pace.test", "http://evil.pace.test", False),
    ("http", "pace.test", "http://pace.test.evil.example", False),
    ("http", "pace.test", "http://evil.example", False),
    ("http", "evil.example", "http://evil.example", False),
    ("http", "pace.test", "http://pace.example", False),
    ("http", "pace.test", "https://pace.example:444", False),
    ("http", "pace.test", "null", False),
    ("http", "pace.test", "", False),
    ("http", "pace.test", None, False),
    ("http", "pace.test", "http://pace.test/", False),
    ("http", "pace.test", "http://pace.test/page", False),
    ("http", "pace.test", "http://user@pace.test", False),
    ("http", "pace.test", "http://pace.test:eighty", False),
    ("http", "pace.test", "file://", False),
    ("http", "pace.test", "http://[::1", False),
]


@pytest.mark.parametrize(("scheme", "host", "origin", "allowed"), TABLE)
def test_an_origin_counts_by_scheme_host_and_port(scheme, host, origin, allowed):
    headers = [(b"host", host.encode())]
    headers += [] if origin is None else [(b"origin", origin.encode())]
    scope = {"scheme": scheme.replace("http", "ws"), "headers": headers}
    assert is_allowed(scope, hosts=HOSTS, trusted=TRUSTED) is allowed


def test_two_origins_are_none():
    headers = [(b"host", b"pace.test"), *[(b"origin", b"http://pace.test")] * 2]
    assert not is_allowed({"scheme": "ws", "headers": headers}, hosts=HOSTS, trusted=[])


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example"])
def test_a_foreign_page_gets_no_socket(connect, person, origin):
    with pytest.raises(InvalidStatus, match="403"):
        connect(person("ada"), origin=origin)
