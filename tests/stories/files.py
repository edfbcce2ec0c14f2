"""Small files of every kind for tests."""

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile


def png(width=2, height=2) -> bytes:
    """A real grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\x80" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def a_file(name="strip.png", content: bytes | None = None) -> SimpleUploadedFile:
    """An upload as a view gets it; by default a picture."""
    return SimpleUploadedFile(name, png() if content is None else content)
