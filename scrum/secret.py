"""The signing key of a house on one's own computer."""

import os
import secrets
from pathlib import Path


def local_key(data_dir: Path) -> str:
    """The key kept in the data directory, made on first use, readable by its owner only."""
    file = data_dir / "secret_key"
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    """Write a new key; of two processes that start at once the first one's key stays."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
