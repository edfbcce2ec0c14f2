"""Reading a packed file that may be half-written."""

import zlib
from typing import BinaryIO, Final

GZIP_MAGIC: Final = b"\x1f\x8b"
_BLOCK: Final = 256 * 1024
_KEPT: Final = 8 * 1024 * 1024  # how far one can go back without unpacking anew


class Inflated:
    """What a gzip file holds, as a file that can only be read and sought.

    Several members in a row are one text, and the end may be missing. Where the data is damaged the text ends, and
    `problem` says so.
    """

    def __init__(self, file: BinaryIO):
        self._file = file
        self._restart()

    def _restart(self) -> None:
        self._file.seek(0)
        self._inflater = zlib.decompressobj(wbits=31)
        self._base, self._place, self._window = 0, 0, bytearray()
        self.problem = ""

    def seek(self, offset: int) -> None:
        """Go to a place of the text, at most to its end."""
        if offset < self._base:
            self._restart()
        while offset > self._end and self._grow():
            self._trim(offset)
        self._place = min(offset, self._end)

    def read(self, size: int) -> bytes:
        """The next bytes; fewer at the end."""
        while self._end < self._place + size and self._grow():
            pass
        start = self._place - self._base
        found = bytes(self._window[start : start + size])
        self._place += len(found)
        self._trim(self._place)
        return found

    @property
    def _end(self) -> int:
        return self._base + len(self._window)

    def _trim(self, place: int) -> None:
        cut = min(place, self._end) - _KEPT - self._base
        if cut > _KEPT:
            del self._window[:cut]
            self._base += cut

    def _grow(self) -> bool:
        """Unpack one block more; False at the end."""
        packed = self._inflater.unconsumed_tail or self._next_packed()
        if not packed or self.problem:
            return False
        try:
            self._window += self._inflater.decompress(packed, _BLOCK)
        except zlib.error:
            self.problem = f"the gzip data is damaged after {self._end} unpacked bytes"
            return False
        return True

    def _next_packed(self) -> bytes:
        """More packed bytes; where one member ends, the next begins."""
        if not self._inflater.eof:
            return self._file.read(_BLOCK)
        rest = (self._inflater.unused_data or self._file.read(_BLOCK)).lstrip(b"\0")
        if rest:
            self._inflater = zlib.decompressobj(wbits=31)
        return rest
