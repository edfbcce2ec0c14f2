"""How far a command is, on one line of a terminal; nothing where nobody watches."""

from django.core.management.base import OutputWrapper


class ProgressLine:
    """One line on `stream` that is written over, if that is a terminal; `end` leaves it clean."""

    def __init__(self, stream: OutputWrapper):
        self._stream, self._width = stream, 0
        self._is_watched = stream.isatty()

    def show(self, what: str, done: int, total: int = 0) -> None:
        """`Checking: 1,200 of 20,000 rows (6 %)`; without a total only what is done."""
        share = f" of {total:,} rows ({min(100, 100 * done // total)} %)" if total else " rows"
        self._write(f"{what}: {done:,}{share}")

    def end(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        if self._is_watched and (text or self._width):
            self._stream.write(f"\r{text.ljust(self._width)}\r{text}", ending="")
            self._stream.flush()
            self._width = len(text)
