"""The web server on a socket that somebody else has opened."""

import argparse
import os
import socket

import uvicorn

from live.prepared import PreparedFrames
from scrum import env

# Seconds that open requests may take to end after a stop; sockets are told to come back.
GRACE = 5
# Bytes of one message from a browser: it only names topics.
MESSAGE_LIMIT = 64 * 1024


def config() -> uvicorn.Config:
    """How uvicorn runs here. Compression of socket messages would cost three times the memory
    and twice the work for frames that are small anyway."""
    return uvicorn.Config(
        "scrum.asgi:application",
        lifespan="off",
        proxy_headers=env.read(os.environ).trusted_proxies > 0,
        ws=PreparedFrames,
        ws_per_message_deflate=False,
        ws_max_size=MESSAGE_LIMIT,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE,
    )


def main() -> None:
    """Load the pages, wait for the gate, then serve on the inherited socket until told to stop."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--fd", type=int, required=True, help="number of a listening socket")
    parser.add_argument("--gate", type=int, help="number of a pipe; serve once its other end is closed")
    given = parser.parse_args()
    server = uvicorn.Server(config())
    server.config.load()
    if given.gate is not None:
        os.read(given.gate, 1)
    server.run(sockets=[socket.socket(fileno=given.fd)])


if __name__ == "__main__":
    main()
