"""What a share link opens is made once for each state of its figures, and the state before makes room for it."""

from collections.abc import Callable
from datetime import datetime

from django.core.cache import caches

from forecasting.models import ShareLink
from forecasting.report.queries import version_of

KEPT_FOR = 3600  # seconds


def kept(link: ShareLink, what: str, now: datetime, make: Callable[[], bytes]) -> bytes:
    """The page, paper or picture `what` of a link as it is now; whether the link is live has been asked before."""
    cache, key, version = caches["fragments"], f"report:{link.pk}:{what}", version_of(link, now)
    held, content = cache.get(key) or ("", b"")
    if held != version:
        content = make()
        cache.set(key, (version, content), KEPT_FOR)
    return content
