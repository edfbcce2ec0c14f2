"""Frames that are encoded once, however many clients they go to.

uvicorn encodes a text anew for each client that it is sent to. Its protocol is extended here by one function, offered
to the application in `scope["extensions"]`, that writes bytes which are a whole web socket frame already.
"""

from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

EXTENSION = "truepace.prepared"

Write = Callable[[bytes], bool]


def encode(text: str) -> bytes:
    """A text as the frame of it that a server sends (RFC 6455, 5.2), not compressed."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def writer_of(scope: dict) -> Write:
    """What writes a prepared frame to this client; under another server it refuses every one."""
    return scope.get("extensions", {}).get(EXTENSION, _never)


def _never(frame: bytes) -> bool:
    return False


class PreparedFrames(WebSocketsSansIOProtocol):
    """For uvicorn's option `ws`. `write_prepared` is the extension; without compression only, which is per client."""

    def handle_connect(self, event) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101 and not self.conn.extensions:
            self.scope["extensions"][EXTENSION] = self.write_prepared

    def write_prepared(self, frame: bytes) -> bool:
        """Writes now, or not at all to a client that has stopped reading or is about to go: False."""
        if not self.handshake_complete or self.close_sent or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True
