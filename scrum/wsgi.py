"""Pages and files, as a plain WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
pages = get_wsgi_application()

from scrum.static import with_static_files  # noqa: E402  needs the settings loaded above

application = with_static_files(pages)
