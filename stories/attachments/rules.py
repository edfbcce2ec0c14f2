"""What may be attached, told by a file's content and not by its name alone. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from core.errors import Invalid

HEAD: Final = 4096  # bytes that are looked at
LONGEST_NAME: Final = 160
_TEXT: Final = frozenset({"txt", "log", "csv", "tsv", "json", "md"})
_OFFICE: Final = frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"})
# Text that some program might take for a page or a picture that acts.
_MARKUP: Final = re.compile(rb"\s*<(!|\?|/?[a-z])", re.IGNORECASE)
OFFERED: Final = "pictures (PNG, JPEG, GIF, WebP), PDF, text, CSV, JSON, Office files and ZIP"


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how it begins, what its names end with, and as what it is served."""

    content_type: str
    endings: frozenset[str]
    is_picture: bool = False


PNG: Final = FileKind("image/png", frozenset({"png"}), is_picture=True)
JPEG: Final = FileKind("image/jpeg", frozenset({"jpg", "jpeg"}), is_picture=True)
GIF: Final = FileKind("image/gif", frozenset({"gif"}), is_picture=True)
WEBP: Final = FileKind("image/webp", frozenset({"webp"}), is_picture=True)
PDF: Final = FileKind("application/pdf", frozenset({"pdf"}))
ARCHIVE: Final = FileKind("application/zip", _OFFICE)
TEXT: Final = FileKind("text/plain; charset=utf-8", _TEXT)
# Raster pictures only: nothing in them can act when a browser shows them.
PICTURE_TYPES: Final = frozenset(kind.content_type for kind in (PNG, JPEG, GIF, WEBP))
_BEGINNINGS: Final = [
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
]


def clean_name(name: str) -> str:
    """The file's own name without folders and characters that hide or act; its ending survives a long name."""
    name = re.split(r"[/\\]", name)[-1]
    shown = "".join(char for char in name if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    shown = " ".join(shown.split()).strip(". ") or "file"
    stem, dot, ending = shown.rpartition(".")
    return shown if len(shown) <= LONGEST_NAME else (stem or ending)[: LONGEST_NAME - 12] + dot + ending[:10]


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(head) == HEAD  # a character cut in two by the end of the look
    return True


def _by_content(head: bytes) -> FileKind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    beginning = next((kind for start, kind in _BEGINNINGS if head.startswith(start)), None)
    return beginning or (TEXT if _is_text(head) else None)


def kind_of(name: str, head: bytes) -> FileKind:
    """The kind of a file by its first bytes, which its name's ending must agree with. Raises Invalid at `file`."""
    kind = _by_content(head) if head else None
    if not head:
        raise Invalid(f"“{name}” is empty.", field="file", fix="Choose another file.")
    if kind is None or not any(ending_of(name) in one.endings for one in (PNG, JPEG, GIF, WEBP, PDF, ARCHIVE, TEXT)):
        raise Invalid(f"“{name}” is of a kind that is not taken.", field="file", fix=f"Attach {OFFERED}.")
    if ending_of(name) not in kind.endings:
        fix = f"Its content belongs to .{', .'.join(sorted(kind.endings))}: rename it."
        raise Invalid(f"“{name}” is not what its name says.", field="file", fix=fix)
    return kind


def size_in_words(size: int) -> str:
    """212 KB, 1.4 MB."""
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, round(size / 1024))} KB"


def check_room(name: str, size: int, *, count: int, most: int, largest: int) -> None:
    """Raises Invalid at `file` for a file that is too large, or one too many."""
    if size > largest:
        words = f"“{name}” has {size_in_words(size)}; at most {size_in_words(largest)} are taken."
        raise Invalid(words, field="file", fix="Make it smaller, or link to where it lies.")
    if count >= most:
        raise Invalid(f"A story has at most {most} attachments.", field="file", fix="Delete one first.")
