"""Pages as plain WSGI inside the asynchronous server.

One hop to a thread of a fixed pool and one back per request. The threads stay, and with them
their database connections.
"""

import asyncio
import contextvars
import io
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus

logger = logging.getLogger(__name__)

Scope = dict
Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
WSGIApplication = Callable[[dict, Callable], Iterable[bytes]]
UNPREFIXED = {"CONTENT_LENGTH", "CONTENT_TYPE"}


class BodyTooLarge(Exception):
    """The client sends more than the house reads."""


class Disconnected(Exception):
    """The client has gone before the end of its request."""


@dataclass(slots=True)
class Answer:
    """What a WSGI application said, kept until the event loop sends it."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info=None) -> Callable:
        """WSGI's start_response; the old write() is not offered, as Django never calls it."""
        self.status = int(status[:3])
        self.headers = [(k.lower().encode("latin1"), v.strip().encode("latin1")) for k, v in headers]
        return _no_write


def _no_write(_data: bytes) -> None:
    raise NotImplementedError("Return an iterable instead of calling write().")


class WSGIBridge:
    """An ASGI application for HTTP that runs a WSGI application in `threads` threads.

    A request with more than `body_limit` bytes gets 413 with `refusal_headers`.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        body_limit: int,
        refusal_headers: dict[str, str],
    ):
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._body_limit = body_limit
        self._refusal_headers = refusal_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive, self._body_limit)
            said = await self._in_thread(environ(scope, body))
        except Disconnected:
            return
        except BodyTooLarge:
            said = self._refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except Exception:
            # Django answers its own errors; what arrives here came from around it.
            logger.exception("The application did not answer")
            said = self._refusal(HTTPStatus.INTERNAL_SERVER_ERROR)
        await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
        await send({"type": "http.response.body", "body": said.body})

    async def _in_thread(self, wsgi_environ: dict) -> Answer:
        # A context of its own, so that nothing which a request activates outlives it.
        run = contextvars.copy_context().run
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, run, answer, self._application, wsgi_environ)

    def _refusal(self, status: HTTPStatus) -> Answer:
        refusal = Answer(body=f"{status.phrase}.".encode())
        headers = {"Content-Type": "text/plain", "Connection": "close", **self._refusal_headers}
        refusal.start(f"{status:d}", list(headers.items()))
        return refusal


def answer(application: WSGIApplication, wsgi_environ: dict) -> Answer:
    """Run the application to its end and close what it returned."""
    said = Answer()
    chunks = application(wsgi_environ, said.start)
    try:
        said.body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    return said


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body of a request. Raises BodyTooLarge as soon as it exceeds `limit` bytes, and
    Disconnected when its client leaves."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Disconnected
    chunks, size = [message.get("body", b"")], len(message.get("body", b""))
    while message.get("more_body") and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
    if size > limit:
        raise BodyTooLarge
    return b"".join(chunks)


def environ(scope: Scope, body: bytes) -> dict:
    """The WSGI environment of an HTTP scope."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    found = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(found, scope["headers"])
    # Of a chunked request, only now is the length known.
    found["CONTENT_LENGTH"] = str(len(body)) if body else found.get("CONTENT_LENGTH", "")
    return found


def _add_headers(found: dict, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Add request headers under their CGI names. Names with an underscore are left out: they
    would pass for the same name with a dash, which a proxy in front may vouch for."""
    for raw_name, raw_value in headers:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin1").upper().replace("-", "_")
        if name not in UNPREFIXED:
            name = f"HTTP_{name}"
        value = raw_value.decode("latin1")
        joint = "; " if name == "HTTP_COOKIE" else ","
        found[name] = f"{found[name]}{joint}{value}" if name in found else value
