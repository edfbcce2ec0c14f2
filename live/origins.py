"""From which pages a socket may be opened: those of our address, and those settings name."""

from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.http.request import split_domain_port, validate_host

DEFAULT_PORTS = {"http": 80, "https": 443}
PAGE_SCHEME = {"ws": "http", "wss": "https"}


def exact_origin(text: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an origin; None for 'null', a path, a user name or anything odd."""
    try:
        parts = urlsplit(text)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    rest = (parts.path, parts.query, parts.fragment, parts.username, parts.password)
    if port is None or not parts.hostname or any(rest) or text.endswith(("/", "?", "#", "@")):
        return None
    return parts.scheme, parts.hostname, port


def is_allowed(scope: dict, *, hosts: list[str], trusted: list[str]) -> bool:
    """Whether the page behind this handshake is ours, by scheme, host and port.

    `hosts` are ALLOWED_HOSTS, `trusted` are further origins such as CSRF_TRUSTED_ORIGINS (those
    of the address before a proxy). An absent, doubled or opaque origin is refused.
    """
    origins = [value for name, value in scope.get("headers", ()) if name == b"origin"]
    origin = exact_origin(origins[0].decode("latin-1")) if len(origins) == 1 else None
    if origin is None:
        return False
    return origin == _own_origin(scope, hosts) or origin in map(exact_origin, trusted)


def _own_origin(scope: dict, hosts: list[str]) -> tuple[str, str, int] | None:
    named = [value for name, value in scope["headers"] if name == b"host"]
    host = named[0].decode("latin-1") if len(named) == 1 else ""
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, hosts):
        return None
    return exact_origin(f"{PAGE_SCHEME.get(scope.get('scheme', 'ws'))}://{host}")


class OriginGuard:
    """ASGI middleware: sockets that a foreign page opens are refused before they are accepted."""

    def __init__(self, application, *, hosts: list[str], trusted: list[str] = ()):
        self.application, self.hosts, self.trusted = application, hosts, trusted

    async def __call__(self, scope, receive, send):
        allowed = is_allowed(scope, hosts=self.hosts, trusted=self.trusted)
        return await (self.application if allowed else WebsocketDenier())(scope, receive, send)
