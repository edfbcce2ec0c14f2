"""The wire alone, for measuring: the house's sockets, and one page that does nothing but publish.

`python -m bench.wire_house FD` serves on an inherited socket, with DATA_DIR from the environment.
Prints the session keys of ten people, one a line.
"""

import os
import socket
import sys

import django
import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from live import topics  # noqa: E402
from live.prepared import PreparedFrames  # noqa: E402
from live.publish import publish  # noqa: E402
from scrum.bridge import WSGIBridge  # noqa: E402
from scrum.sockets import sockets  # noqa: E402

PEOPLE = 10


def page(environ: dict, start_response) -> list[bytes]:
    """Publish the request's body."""
    with transaction.atomic():
        publish("bench:1", "said", {"html": environ["wsgi.input"].read().decode()})
    start_response("204 No Content", [])
    return []


def session_of(number: int) -> str:
    """The key of a signed-in session of a new person."""
    user = get_user_model().objects.create_user(f"{number}@bench.test", None, name=str(number))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def main() -> None:
    call_command("migrate", verbosity=0)
    topics.register("bench", lambda user, key: True)
    for number in range(PEOPLE):
        sys.stdout.write(f"{session_of(number)}\n")
    sys.stdout.flush()
    pages = WSGIBridge(page, threads=4, body_limit=1 << 20, refusal_headers={})
    served = {"http": pages, "websocket": sockets()}

    async def application(scope, receive, send):
        await served[scope["type"]](scope, receive, send)

    options = {
        "lifespan": "off",
        "ws": PreparedFrames,
        "ws_per_message_deflate": False,
        "access_log": False,
        "log_level": "error",
    }
    server = uvicorn.Server(uvicorn.Config(application, **options))
    server.run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
