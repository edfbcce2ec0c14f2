"""Text files that people hand to a command: read gently, refused in words."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError


def text_of(path: Path) -> str:
    """The file's text, with or without a byte order mark. CommandError when it has none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise CommandError(f"{path}, line {line} is not UTF-8 text. Save the file as UTF-8.") from None
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that say something, undecoded, with the number an editor shows. CommandError without any."""
    try:
        content = path.read_bytes().removeprefix(BOM_UTF8)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), start=1) if line.strip()]
    if not lines:
        raise CommandError(f"{path} is empty.")
    yield from lines
