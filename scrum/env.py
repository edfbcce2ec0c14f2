"""What the process environment says, typed and checked before anything starts.

Nonsense is refused with the name of the variable and the fix: a house that starts with a
half-understood setting fails later, in front of a team.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# A Unix socket's path must fit into 108 bytes (Linux) or 104 (macOS), the final zero included.
SOCKET_PATH_LIMIT = 100
DATABASE_SCHEMES = ("postgres", "postgresql")


class Misconfigured(ImproperlyConfigured):
    """A variable of the environment cannot be used; the message names it and the fix."""

    def __init__(self, name: str, problem: str, fix: str):
        super().__init__(f"{name} {problem}. {fix}")
        self.name = name


class Mode(StrEnum):
    """Where the house stands: on one's own computer, or on a server for others."""

    LOCAL = "local"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that the environment decides."""

    mode: Mode
    debug: bool
    demo: bool
    data_dir: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    database_url: str
    telemetry_database_url: str
    redis_url: str
    email_url: str
    mail_from: str
    metrics_token: str
    log_level: str
    log_json: bool
    web_threads: int
    file_storage: str
    file_storage_options: dict
    attachment_mb: int
    trusted_proxies: int
    sign_up_open: bool
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    port: int

    @property
    def in_production(self) -> bool:
        return self.mode is Mode.PRODUCTION


class Reader:
    """Typed reading of single variables; blank counts as absent."""

    def __init__(self, environ: Mapping[str, str]):
        self._environ = environ

    def text(self, name: str, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Values separated by commas."""
        found = tuple(word.strip() for word in self.text(name).split(",") if word.strip())
        return found or default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise Misconfigured(name, f"is {value!r}, which is neither yes nor no", "Use 1 or 0.")

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        value = self.text(name, str(default))
        if value.isascii() and value.isdecimal() and low <= int(value) <= high:
            return int(value)
        raise Misconfigured(name, f"is {value!r}", f"Use a whole number from {low} to {high}, such as {default}.")

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value in allowed:
            return value
        raise Misconfigured(name, f"is {value!r}", f"Use one of: {', '.join(allowed)}.")

    def url(self, name: str, schemes: tuple[str, ...], example: str) -> str:
        """A URL of one of the schemes with a host or a path; the value itself is never shown,
        because it may hold a password."""
        value = self.text(name)
        if value and not _usable_url(value, schemes):
            raise Misconfigured(name, "is not a URL that can be used", f"Write it like {example}")
        return value


def read(environ: Mapping[str, str]) -> House:
    """The house as the environment describes it.

    Raises Misconfigured for a value that cannot be used. Whether the values are safe enough for
    a server is the question of `scrum.production.faults`.
    """
    _refuse_unknown_names(environ)
    reader = Reader(environ)
    _refuse_half_a_provider(reader)
    mode = Mode(reader.choice("TRUEPACE_ENV", tuple(Mode), Mode.LOCAL))
    data_dir = Path(reader.text("DATA_DIR", str(BASE_DIR / "var"))).expanduser().absolute()
    local = mode is Mode.LOCAL
    return House(
        mode=mode,
        debug=reader.flag("DEBUG"),
        demo=reader.flag("DEMO"),
        data_dir=data_dir,
        secret_key=reader.text("SECRET_KEY"),
        secret_key_fallbacks=reader.words("SECRET_KEY_FALLBACKS"),
        allowed_hosts=reader.words("ALLOWED_HOSTS", LOOPBACK if local else ()),
        trusted_origins=_origins(reader.words("CSRF_TRUSTED_ORIGINS")),
        database_url=reader.url(
            "DATABASE_URL",
            DATABASE_SCHEMES,
            "postgresql://user:password@host:5432/database",
        ),
        telemetry_database_url=reader.url(
            "TELEMETRY_DATABASE_URL",
            DATABASE_SCHEMES,
            "postgresql://user:password@host:5432/telemetry",
        ),
        redis_url=_redis_url(reader, data_dir if local else None),
        email_url=reader.url("EMAIL_URL", ("smtp", "smtps"), "smtp://user:password@mail.example.org:587"),
        mail_from=reader.text("MAIL_FROM", "Truepace <truepace@localhost>"),
        metrics_token=reader.text("METRICS_TOKEN"),
        log_level=reader.choice("LOG_LEVEL", ("debug", "info", "warning", "error"), "info").upper(),
        log_json=reader.choice("LOG_FORMAT", ("json", "text"), "text" if local else "json") == "json",
        web_threads=reader.whole("WEB_THREADS", 6, 1, 64),
        file_storage=reader.text("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        file_storage_options=_options(reader.text("FILE_STORAGE_OPTIONS", "{}")),
        attachment_mb=reader.whole("ATTACHMENT_MB", 10, 1, 20),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0 if local else 1, 0, 5),
        sign_up_open=reader.choice("SIGN_UP", ("open", "invited"), "open") == "open",
        oidc_issuer=reader.url("OIDC_ISSUER", ("https", "http"), "https://login.example.org/realms/team"),
        oidc_client_id=reader.text("OIDC_CLIENT_ID"),
        oidc_client_secret=reader.text("OIDC_CLIENT_SECRET"),
        oidc_name=reader.text("OIDC_NAME", "your organisation"),
        port=reader.whole("PORT", 8000, 1, 65535),
    )


def _options(text: str) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Misconfigured("FILE_STORAGE_OPTIONS", "is no JSON object", 'Write, for example, {"bucket_name": "pace"}.')
    return found


def embedded_redis_socket(data_dir: Path) -> Path:
    """Where the house's own Redis listens, the same for every process with this data directory."""
    socket = data_dir / "run" / "redis.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"truepace-{os.getuid()}-{mark}" / "redis.sock"


def _redis_url(reader: Reader, data_dir: Path | None) -> str:
    given = reader.url("REDIS_URL", ("redis", "rediss", "unix"), "redis://host:6379/0")
    if given or data_dir is None:
        return given
    return f"unix://{embedded_redis_socket(data_dir)}"


def _refuse_half_a_provider(reader: Reader) -> None:
    """All of OpenID Connect or nothing, and no secret in the clear over a network."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    missing = [name for name in names if not reader.text(name)]
    if missing and len(missing) < len(names):
        raise Misconfigured(missing[0], "is absent", f"Set all of {', '.join(names)}, or none.")
    parts = urlsplit(reader.text("OIDC_ISSUER"))
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise Misconfigured("OIDC_ISSUER", "is not encrypted", "Use https://")


def _usable_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        port_is_whole = parts.port is None or parts.port > 0
    except ValueError:
        return False
    named_by_path = parts.scheme in {"unix", *DATABASE_SCHEMES}
    place = parts.path.strip("/") if named_by_path else parts.hostname
    return parts.scheme in schemes and port_is_whole and bool(place)


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise Misconfigured("CSRF_TRUSTED_ORIGINS", f"has {value!r}", "Write origins like https://example.org")
    return values


def _refuse_unknown_names(environ: Mapping[str, str]) -> None:
    for name in environ:
        if name.startswith("TRUEPACE_") and name != "TRUEPACE_ENV":
            raise Misconfigured(name, "is not a setting of Truepace", "Correct its name or remove it.")
