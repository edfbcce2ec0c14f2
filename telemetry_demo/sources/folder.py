"""A watched folder: files may be half-written, still growing, delivered twice, and in any order (TEL-1)."""

import os
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from telemetry_demo.events import Malformed, decode_line
from telemetry_demo.sources.base import START, Chunk, Mark
from telemetry_demo.sources.inflate import GZIP_MAGIC, Inflated
from telemetry_demo.times import micros, written

CHUNK: Final = 4 * 1024 * 1024
PEEK: Final = 16 * 1024
PRINTED: Final = 4096  # bytes before an offset by which a file is known again
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
UNREADY: Final = (".part", ".partial", ".tmp", "~")


class FolderSource:
    """All files below a folder, except hidden ones and those whose names say that they are not ready.

    Within one pass, files are read in the order of the time of their first event, whatever their names are. Files that
    end in `.gz`, or begin like one, are read through; their offsets count what was packed. `unreadable` tells what
    could not be opened in the last pass, by file.
    """

    def __init__(self, folder: Path, size: int = CHUNK):
        self._folder = folder
        self._size = size
        self._first: dict[tuple[str, str], str] = {}
        self.unreadable: dict[str, str] = {}

    def chunks(self, marks: Mapping[str, Mark]) -> Iterator[Chunk]:
        """What the files have beyond `marks`."""
        self.unreadable = {}
        waiting = [found for found in self._files() if found[2] != marks.get(found[1], START).seen]
        for path, part, seen in sorted(waiting, key=self._order):
            try:
                yield from self._read(path, part, seen, marks)
            except OSError as problem:
                self.unreadable[part] = problem.strerror or str(problem)

    def committed(self, chunk: Chunk) -> None:
        """A folder needs no acknowledgement."""

    def _files(self) -> Iterator[tuple[Path, str, str]]:
        """Every file with the name of its part and what tells whether it has changed."""
        for folder, below, names in os.walk(self._folder):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if not name.startswith(".") and not name.endswith(UNREADY) and path.is_file():
                    yield path, part_name(path), _seen(path)

    def _order(self, found: tuple[Path, str, str]) -> tuple[str, str]:
        path, part, seen = found
        if (part, seen) not in self._first:
            self._first[part, seen] = _first_time(path)
        return self._first[part, seen], part

    def _read(self, path: Path, part: str, seen: str, marks: Mapping[str, Mark]) -> Iterator[Chunk]:
        before = known = marks.get(part, START)
        with path.open("rb") as file:
            reader = _reader(file)
            if not _is_same(reader, before):
                reader, before = _reader(file), replace(START, seen=before.seen)
            while chunk := self._next(reader, part, known, before):
                before, known = chunk.after, chunk.after
                yield chunk
            if known.seen != seen:
                yield _at_the_end(reader, part, seen, known, before)

    def _next(self, reader: BinaryIO, part: str, known: Mark, before: Mark) -> Chunk | None:
        """The next whole lines, or None at the end of the file or before a line that is not finished."""
        reader.seek(before.offset)
        block = reader.read(self._size)
        end = block.rfind(b"\n") + 1
        refusal = ""
        if not end and len(block) == self._size:
            end = _end_of_line(reader, len(block))
            refusal = f"the line is longer than {self._size} bytes" if end else ""
        elif not end and _is_whole(block):
            end = len(block)
        if not end:
            return None
        data, offset = block[:end], before.offset + end
        after = Mark(
            offset=offset,
            lines=before.lines + data.count(b"\n") + bool(refusal),
            fingerprint=_fingerprint(reader, offset),
            seen=before.seen,
        )
        return _chunk(part, data, known, before, after, refusal)


def part_name(path: Path) -> str:
    """A file's name as text that any database takes."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")[-1000:]


def _chunk(part: str, data: bytes, known: Mark, before: Mark, after: Mark, refusal: str = "") -> Chunk:
    if before.offset == 0 and data.startswith(BYTE_ORDER_MARK):
        data = data[len(BYTE_ORDER_MARK) :]
    data = data[:PEEK] if refusal else data.removesuffix(b"\n")
    return Chunk(part, data, before.lines + 1, known, after, time.time(), refusal)


def _at_the_end(reader: BinaryIO, part: str, seen: str, known: Mark, before: Mark) -> Chunk:
    """Nothing more to read now: remember how the file looked, and what stands there unfinished."""
    reader.seek(before.offset)
    left, refusal = _size_left(reader), getattr(reader, "problem", "")
    after = replace(before, seen=seen, unfinished=0 if refusal else left)
    return Chunk(part, b"", before.lines + 1, known, after, time.time(), refusal)


def _seen(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ino}"


def _reader(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    is_packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return Inflated(file) if is_packed else file


def _is_same(reader: BinaryIO, mark: Mark) -> bool:
    return mark.offset == 0 or _fingerprint(reader, mark.offset) == mark.fingerprint


def _fingerprint(reader: BinaryIO, offset: int) -> str:
    """Tells the bytes before an offset from others; empty when there are not as many."""
    start = max(0, offset - PRINTED)
    reader.seek(start)
    before = reader.read(offset - start)
    return blake2b(before, digest_size=16).hexdigest() if len(before) == offset - start else ""


def _end_of_line(reader: BinaryIO, length: int) -> int:
    """How long a line is that has no end within `length` bytes; 0 if it has none at all yet."""
    while block := reader.read(CHUNK):
        if (place := block.find(b"\n")) >= 0:
            return length + place + 1
        length += len(block)
    return 0


def _size_left(reader: BinaryIO) -> int:
    left = 0
    while block := reader.read(CHUNK):
        left += len(block.strip())
    return left


def _is_whole(tail: bytes) -> bool:
    """Whether a last line without its newline is an event, or can never become one, whatever follows."""
    try:
        decode_line(tail.removeprefix(BYTE_ORDER_MARK))
    except Malformed as problem:
        return bool(tail.strip()) and "truncated" not in str(problem)
    return True


def _first_time(path: Path) -> str:
    """The time of the first event of a file, for ordering; empty if none is found at its beginning."""
    try:
        with path.open("rb") as file:
            lines = _reader(file).read(PEEK).split(b"\n")
    except (OSError, zlib.error):
        return ""
    for line in lines:
        try:
            return written(micros(decode_line(line.removeprefix(BYTE_ORDER_MARK)).ts))
        except Malformed:
            continue
    return ""
