"""Where letters go."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings as django_settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


def settings(url: str, folder: Path) -> dict:
    """Django's mail settings for `url`; without one, letters become files in `folder`.

    Files rather than the log, because a letter can carry a link that signs somebody in.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "scrum.mail.Files",
            "EMAIL_FILE_PATH": folder,
        }
    parts = urlsplit(url)
    encrypted = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if encrypted else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": not encrypted and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }


def address_of(origins: Sequence[str], port: int) -> str:
    """The first trusted origin that names one place, else this machine: what links in letters begin with."""
    return next((one.rstrip("/") for one in origins if "*" not in one), f"http://localhost:{port}")


class Files(BaseEmailBackend):
    """One file for each letter, named by its Message-ID: a letter that is sent twice is there once, and whole."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes the letters into EMAIL_FILE_PATH; returns how many."""
        folder = Path(django_settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            letter = message.message()
            name = hashlib.sha256(str(letter["Message-ID"]).encode()).hexdigest()[:32]
            half = folder / f"{name}.{os.getpid()}.part"
            half.write_bytes(letter.as_bytes())
            half.replace(folder / f"{name}.eml")
        return len(email_messages)
