"""The one process that serves pages and sockets.

Pages run as WSGI in a fixed pool of threads: Django's own ASGI handler costs a thread per request
and loses the persistent database connection with it.
"""

import os

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from scrum.bridge import WSGIBridge
from scrum.security_headers import security_headers
from scrum.static import with_static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
pages = with_static_files(get_wsgi_application())

from scrum.sockets import sockets  # noqa: E402  has models, so the applications must be loaded

application = ProtocolTypeRouter(
    {
        "http": WSGIBridge(
            pages,
            threads=settings.WEB_THREADS,
            body_limit=settings.REQUEST_BODY_LIMIT,
            refusal_headers=security_headers(),
        ),
        "websocket": sockets(),
    }
)
