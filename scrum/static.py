"""Static files in front of the pages: a page pays one dictionary look-up for them."""

import re
from wsgiref.headers import Headers

from django.conf import settings
from whitenoise import WhiteNoise

from scrum.security_headers import security_headers

HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def with_static_files(application) -> WhiteNoise:
    """`application`, with what collectstatic gathered served at STATIC_URL."""
    files = WhiteNoise(
        application,
        add_headers_function=_add_security_headers,
        allow_all_origins=False,
        immutable_file_test=_never_changes,
    )
    if settings.STATIC_ROOT.is_dir():
        files.add_files(settings.STATIC_ROOT, prefix=settings.STATIC_URL)
    return files


def _never_changes(_path: str, url: str) -> bool:
    """Whether the name carries a hash of the content, so that browsers may keep it for ever."""
    return bool(HASHED_NAME.search(url))


def _add_security_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in security_headers().items():
        headers[name] = value
