"""The database: one SQLite file by default, PostgreSQL where DATABASE_URL names one."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL lets readers go on while one writes; FULL keeps the last commit through a power cut.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    "PRAGMA cache_size=-8000; PRAGMA journal_size_limit=16777216"
)
# Seconds that a writer waits for the one before it.
LOCK_PATIENCE = 20


def sqlite(file: Path, *, pages_before_checkpoint: int = 1000) -> dict:
    """Django's settings for a durable SQLite file with persistent connections.

    The commit that fills the log to so many pages also carries them into the file: where commits are frequent and
    large, more pages make such slow commits rare.
    IMMEDIATE takes the write lock when a transaction starts: a lock taken half-way would fail at
    once instead of waiting. Django itself switches foreign keys on.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_PATIENCE,
            "init_command": f"{SQLITE_PRAGMAS}; PRAGMA wal_autocheckpoint={pages_before_checkpoint}",
        },
    }


def postgresql(url: str) -> dict:
    """Django's settings for the server that `url` names; query arguments go to libpq.

    Connections last as long as their thread, and are tried before a request uses them: the web
    threads are few and fixed, so a pool would only add a lock.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
