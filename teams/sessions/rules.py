"""How long a session lasts, and how a browser is called."""

from datetime import datetime, timedelta
from typing import Final

IDLE: Final = timedelta(days=7)  # without a request
LONGEST: Final = timedelta(days=30)  # whatever happens
NOTED_EVERY: Final = timedelta(minutes=1)  # how exactly the last request is known

_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def ends_at(signed_in_at: datetime, now: datetime) -> datetime:
    """When a session ends that is used now and never again."""
    return min(now + IDLE, signed_in_at + LONGEST)


def device(user_agent: str) -> str:
    """Browser and system in words, as far as the browser says them."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
