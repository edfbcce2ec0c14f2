"""Bytes of a file someone exported → lines of text: encodings, byte order marks, NULs, endless lines. Pure."""

import codecs
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from core.errors import Invalid
from integrations.imports.rules.limits import MAX_LINE

FALLBACK: Final = "cp1252"
_CHUNK: Final = 2**16
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
)
_MARKUP: Final = (
    (b"<?xml", "XML", "Export it as CSV (UTF-8)."),
    (b"<!doctype", "a web page", "Sign in to the other tool again, then export it as CSV (UTF-8)."),
    (b"<html", "a web page", "Sign in to the other tool again, then export it as CSV (UTF-8)."),
)


def refusal(message: str, fix: str) -> Invalid:
    """The error for a file that cannot be read at all."""
    return Invalid(message, field="file", fix=fix)


def encoding_of(file: BinaryIO) -> str:
    """The file's encoding: by its mark, else UTF-8 if all of it is, else Windows-1252. The file is rewound.

    Raises Invalid for archives, workbooks, pictures and empty files.
    """
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head.strip(b"\x00 \t\r\n"):
        raise refusal("The file is empty.", "Choose a file with a line of column names and at least one row.")
    _refuse_other_kinds(head)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
    return marked or _unmarked_utf16(head) or ("utf-8" if _is_utf8(file) else FALLBACK)


def _refuse_other_kinds(head: bytes) -> None:
    for magic, what in _NOT_TEXT:
        if head.startswith(magic):
            raise refusal(f"This is {what}, not a CSV file.", "Open it and save or export it as CSV (UTF-8).")
    text = head.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"").lstrip()[:20].lower()
    for beginning, what, fix in _MARKUP:
        if text.startswith(beginning):
            raise refusal(f"This is {what}, not a CSV file.", fix)


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark: Latin text then has a NUL at every second place."""
    half = len(head) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half > 8 and head[offset::2].count(0) > 0.7 * half and head[1 - offset :: 2].count(0) < 0.1 * half:
            return encoding
    return ""


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


class Lines:
    """The file's lines one by one, with their endings. NULs are taken out; `mended` says that one was, until reset.

    Raises Invalid, naming the line, where the text cannot be decoded or a line never ends.
    """

    def __init__(self, file: BinaryIO, encoding: str):
        file.seek(0)
        self.encoding, self.number, self.mended = encoding, 0, False
        errors = "replace" if encoding == FALLBACK else "strict"
        self._text = io.TextIOWrapper(file, encoding, errors=errors, newline="")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            raise refusal(
                f"Line {self.number} has more than {MAX_LINE:,} characters.", "Check that the file has line breaks."
            )
        if "\x00" in line:
            self.mended, line = True, line.replace("\x00", "")
        return line

    def _read(self) -> str:
        try:
            return self._text.readline(MAX_LINE + 1)
        except UnicodeError:
            raise refusal(
                f"After line {self.number} the file is not the {self.encoding.upper()} text that it says it is.",
                "Export it again as CSV (UTF-8).",
            ) from None

    def release(self) -> None:
        """Leaves the file open for its owner."""
        with suppress(ValueError):  # a reader that is forgotten after its file was closed
            self._text.detach()
