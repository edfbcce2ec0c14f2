"""The floor of the wire: uvicorn and the least that can send one text to many sockets.

`python -m bench.bare FD` serves on an inherited socket.
"""

import socket
import sys

import uvicorn

rooms: dict[str, set] = {}


async def application(scope, receive, send) -> None:
    """Whatever one client says, all clients of its path hear."""
    await receive()
    await send({"type": "websocket.accept"})
    listeners = rooms.setdefault(scope["path"], set())
    listeners.add(send)
    try:
        while (event := await receive())["type"] == "websocket.receive":
            message = {"type": "websocket.send", "text": event["text"]}
            for listener in tuple(listeners):
                await listener(message)
    finally:
        listeners.discard(send)


def main() -> None:
    options = {"lifespan": "off", "ws_per_message_deflate": False, "access_log": False, "log_level": "error"}
    server = uvicorn.Server(uvicorn.Config(application, **options))
    server.run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
