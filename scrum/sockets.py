"""The web socket's door: one address, for pages of our own origin."""

from django.conf import settings

from live.consumer import LiveConsumer
from live.origins import OriginGuard
from scrum.metrics import SOCKETS
from scrum.security_headers import security_headers

PATH = "/ws/"
REFUSED = 403


def sockets():
    """The ASGI application for web sockets."""
    ours = OriginGuard(
        Counted(LiveConsumer.as_asgi()), hosts=settings.ALLOWED_HOSTS, trusted=settings.CSRF_TRUSTED_ORIGINS
    )
    return PoliteRefusal(OneAddress(ours))


class Counted:
    """Counts the sockets that are open."""

    def __init__(self, application):
        self._application = application

    async def __call__(self, scope, receive, send):
        with SOCKETS.track_inprogress():
            await self._application(scope, receive, send)


class OneAddress:
    """Refuses sockets at any other address."""

    def __init__(self, application):
        self._application = application

    async def __call__(self, scope, receive, send):
        if scope["path"] != PATH:
            await receive()
            await send({"type": "websocket.close"})
            return
        await self._application(scope, receive, send)


class PoliteRefusal:
    """Answers a refused handshake with the house's security headers, which the server's own bare
    403 lacks. An accepted socket is left alone."""

    def __init__(self, application):
        self._application = application

    async def __call__(self, scope, receive, send):
        can_answer = "websocket.http.response" in scope.get("extensions", {})
        await self._application(scope, receive, _refusing(send) if can_answer else send)


def _refusing(send):
    accepted = False

    async def refusing_send(message):
        nonlocal accepted
        if message["type"] == "websocket.close" and not accepted:
            await send(_refusal_start())
            await send({"type": "websocket.http.response.body", "body": b"Refused."})
            return
        accepted = accepted or message["type"] == "websocket.accept"
        await send(message)

    return refusing_send


def _refusal_start() -> dict:
    headers = {"content-type": "text/plain", **security_headers()}
    return {
        "type": "websocket.http.response.start",
        "status": REFUSED,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
