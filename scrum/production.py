"""What a house for others must not start with."""

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from scrum.env import House, Misconfigured

KEY_LENGTH = 50
KEY_VARIETY = 5
DEFAULT_KEYS = ("django-insecure-", "changeme", "change-me", "secret")
DEFAULT_PASSWORDS = frozenset({"", "admin", "changeme", "password", "postgres", "root", "secret", "test", "truepace"})
NEW_KEY = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"


def refuse_faults(house: House) -> None:
    """Raise Misconfigured with the first fault, if there is one."""
    for fault in faults(house):
        raise fault


def faults(house: House) -> Iterator[Misconfigured]:
    """Every reason not to start in production, each naming its variable and the fix."""
    yield from _key_faults(house)
    if house.debug:
        yield Misconfigured("DEBUG", "shows internals to visitors", "Remove it in production.")
    if house.demo:
        yield Misconfigured("DEMO", "lets anybody sign in", "Remove it in production.")
    if not house.allowed_hosts or any("*" in host for host in house.allowed_hosts):
        yield Misconfigured("ALLOWED_HOSTS", "is empty or has a *", "List the names that visitors use.")
    yield from _database_faults(house)
    if not house.redis_url:
        yield Misconfigured("REDIS_URL", "is absent", "Set it, such as redis://host:6379/0")


def _key_faults(house: House) -> Iterator[Misconfigured]:
    key = house.secret_key
    if not key:
        yield Misconfigured("SECRET_KEY", "is absent", NEW_KEY)
    elif key.lower().startswith(DEFAULT_KEYS):
        yield Misconfigured("SECRET_KEY", "is a known default", NEW_KEY)
    elif len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        yield Misconfigured("SECRET_KEY", f"is short of {KEY_LENGTH} varied characters", NEW_KEY)


def _database_faults(house: House) -> Iterator[Misconfigured]:
    if not house.database_url:
        yield Misconfigured("DATABASE_URL", "is absent", "Set it, such as postgresql://user:password@host/database")
    elif not _over_unix_socket(house.database_url) and _default_password(house.database_url):
        yield Misconfigured("DATABASE_URL", "has no password or a default one", "Choose another.")


def _over_unix_socket(url: str) -> bool:
    """Whether the file system, not a password, decides who may connect."""
    return parse_qs(urlsplit(url).query).get("host", [""])[0].startswith("/")


def _default_password(url: str) -> bool:
    parts = urlsplit(url)
    password = unquote(parts.password or "").lower()
    return password in DEFAULT_PASSWORDS or password == unquote(parts.username or "").lower()
