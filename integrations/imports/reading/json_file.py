"""A JSON file → its records one by one, read as a stream, with caps on depth and size. Pure."""

import codecs
import io
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO, Final

import ijson

from integrations.imports.reading.text import encoding_of, refusal
from integrations.imports.rules.limits import MAX_ROWS

MAX_DEPTH: Final = 30
# Values and keys in one record: an issue with all its labels and people has a few hundred.
MAX_VALUES: Final = 50_000
# Characters of one text: a body on GitHub has at most 65,536.
MAX_TEXT: Final = 2**20
# A number with thousands of digits takes the parser's C part down with the whole process: it must never see one.
_ENDLESS_NUMBER: Final = re.compile(rb"\d{1000}")
_CHUNK: Final = 2**16
_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BROKEN: Final = "Export it again; it must be one whole JSON file."


class _Utf8(io.RawIOBase):
    """The file as UTF-8 without a mark, whatever it was written in (a redirect in PowerShell writes UTF-16).

    A chunk of nothing but base64 lies in the middle of an attachment: it is left out, so that memory stays flat.
    """

    def __init__(self, file: BinaryIO):
        encoding = encoding_of(file)
        self._file, self._held, self._end = file, b"", b""
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._held and (chunk := self._file.read(_CHUNK)):
            held = self._decoder.decode(chunk).encode("utf-8", "replace")
            self._held = held if held.translate(None, _BASE64) else b""
            self._refuse_endless_numbers()
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    def _refuse_endless_numbers(self) -> None:
        if _ENDLESS_NUMBER.search(self._end + self._held):
            raise refusal(
                "The file has a number of more than 1,000 digits.", "Take it out, then upload the file again."
            )
        self._end = (self._end + self._held)[-1000:]


class _Builder:
    """Puts one value together from the parser's events; `place` names it in errors."""

    def __init__(self, place: int):
        self.place, self.count = place, 0
        self._open: list[Any] = []
        self._keys: list[str] = []
        self.value: Any = None

    def take(self, event: str, value: Any) -> bool:
        """Adds one event; True when the value is whole."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise refusal(f"Entry {self.place} holds more than {MAX_VALUES:,} values.", "Export less of each entry.")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise refusal(f"Entry {self.place} holds a text of more than {MAX_TEXT:,} characters.", "Shorten it.")
        if event == "map_key":
            if value in self._open[-1]:
                raise refusal(f"Entry {self.place} has “{value[:40]}” twice.", _BROKEN)
            self._keys.append(value)
            return False
        if event in ("end_map", "end_array"):
            return self._put(self._open.pop())
        if event in ("start_map", "start_array"):
            if len(self._open) >= MAX_DEPTH:
                raise refusal(f"Entry {self.place} is nested more than {MAX_DEPTH} deep.", _BROKEN)
            self._open.append({} if event == "start_map" else [])
            return False
        return self._put(value)

    def _put(self, value: Any) -> bool:
        if not self._open:
            self.value = value
            return True
        if isinstance(self._open[-1], dict):
            self._open[-1][self._keys.pop()] = value
        else:
            self._open[-1].append(value)
        return False


def records(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """The entries of the file's outermost list, counted from 1. Raises Invalid naming the entry that is broken."""
    file.seek(0)
    events = parsed(file)
    with _told() as told:
        if next(events, ("", None))[0] != "start_array":
            raise refusal("The file is no list of entries.", "Export the issues as one JSON list.")
        for entry in _entries(events, 1):
            told.count = entry[0]
            yield entry
        next(events, None)  # whatever follows the list is an error of the parser


def documents(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Every object of a file that is one object, a list of them, or several one after another; counted from 1.

    Raises Invalid naming the one that is broken.
    """
    file.seek(0)
    events = parsed(file, multiple_values=True)
    with _told() as told:
        for event in events:
            if event[0] == "start_array":
                found = _entries(events, told.count + 1)
            else:
                found = islice(_entries(chain([event], events), told.count + 1), 1)
            for entry in found:
                told.count = entry[0]
                yield entry


def sections(file: BinaryIO, wanted: Container[str]) -> Iterator[tuple[str, int, Any]]:
    """The entries of the wanted lists of a file that is one object, as (list, place, entry); all else is passed over.

    Raises Invalid naming the entry that is broken.
    """
    for name, events in _members(file):
        if name in wanted and (first := next(events))[0] == "start_array":
            for place, entry in _entries(events, 1):
                yield name, place, entry
        elif name in wanted:
            _pass_over(chain([first], events))
        else:
            _pass_over(events)


def keys(file: BinaryIO) -> Iterator[str]:
    """The names of a file's first object; none where it begins with something else."""
    file.seek(0)
    with _told():
        is_object = next(parsed(file, multiple_values=True), ("", None))[0] == "start_map"
    if is_object:
        for name, events in _members(file, multiple_values=True):
            yield name
            _pass_over(events)


def _members(file: BinaryIO, **options: Any) -> Iterator[tuple[str, Iterator[tuple[str, Any]]]]:
    """Each name of an object with the events of its value, which must be taken before the next."""
    file.seek(0)
    events = parsed(file, **options)
    with _told() as told:
        if next(events, ("", None))[0] != "start_map":
            raise refusal("The file is no single object.", _BROKEN)
        for event, name in events:
            if event == "end_map":
                break
            told.count += 1
            yield name, events
        if not options:
            next(events, None)  # whatever follows the object is an error of the parser


def _pass_over(events: Iterator[tuple[str, Any]]) -> None:
    """Takes one value, however deep."""
    depth = 0
    for event, _ in events:
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if not depth:
            return


def parsed(file: BinaryIO, **options: Any) -> Iterator[tuple[str, Any]]:
    """The parser's events; numbers are exact."""
    return iter(ijson.basic_parse(io.BufferedReader(_Utf8(file)), use_float=False, **options))


def _entries(events: Iterator[tuple[str, Any]], first: int) -> Iterator[tuple[int, Any]]:
    """Values up to the end of the list that they stand in."""
    builder = _Builder(first)
    for event, value in events:
        if event == "end_array" and not builder.count:
            return
        if builder.take(event, value):
            if builder.place > MAX_ROWS:
                raise refusal(f"The file has more than {MAX_ROWS:,} entries.", "Split it into several files.")
            yield builder.place, builder.value
            builder = _Builder(builder.place + 1)


class _Progress:
    count = 0


@contextmanager
def _told() -> Iterator[_Progress]:
    """Says after which entry the parser could not go on."""
    told = _Progress()
    try:
        yield told
    except (ijson.JSONError, UnicodeError, ValueError, OverflowError, SystemError):
        # SystemError: how the parser's C part says that a number has more digits than Python converts
        raise refusal(f"After entry {told.count} the file is not valid JSON.", _BROKEN) from None


def is_json(file: BinaryIO) -> bool:
    """Whether the file begins as a JSON list or object does. The file is rewound."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    return head.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + codecs.BOM_UTF16_BE + b"\x00 \t\r\n")[:1] in (b"[", b"{")
