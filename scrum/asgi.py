"""The one process that serves pages and sockets.

Pages run as WSGI in a fixed pool of threads: Django's own ASGI handler would cost a thread per
request and lose the persistent database connection with it.
"""

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter
from django.conf import settings

from scrum.wsgi import application as pages

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(pages, workers=settings.WEB_THREADS),
    }
)
