"""A CSV file → its columns and rows, each with the line where it begins. Pure, one row in memory at a time."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from integrations.imports.reading.source import Column, Row
from integrations.imports.reading.text import FALLBACK, Lines, encoding_of, refusal
from integrations.imports.rules.limits import MAX_CELL, MAX_COLUMNS, MAX_RECORD, MAX_ROWS
from integrations.imports.rules.problems import Problem, hint

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 50


class Table:
    """A CSV file with its columns; iterate over it for the rows, as often as needed.

    Raises Invalid, on opening for the file as a whole and while iterating with the number of the line.
    """

    def __init__(self, file: BinaryIO):
        self._file = file
        self.encoding = encoding_of(file)
        self.delimiter, self._announced = self._sniff()
        header = next(iter(self._records()), (0, [], False))[1]
        self.columns = _columns(header)
        self.width = len(header)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def problems(self) -> list[Problem]:
        """What is worth a look about the file as a whole."""
        if self.encoding != FALLBACK:
            return []
        message = "The file is not UTF-8 and was read as Windows-1252."
        return [hint(1, "encoding", message, "Look at letters like ä, é and ñ in the preview.")]

    def __iter__(self) -> Iterator[Row]:
        records = self._records()
        next(records)
        for count, (line, cells, mended) in enumerate(records, start=1):
            if count > MAX_ROWS:
                raise refusal(f"The file has more than {MAX_ROWS:,} rows.", "Split it into several files.")
            yield _row(line, cells, self.width, mended)

    def _records(self) -> Iterator[tuple[int, list[str], bool]]:
        """Non-empty records with their first line's number, and whether NULs were taken out of them."""
        lines = _Record(Lines(self._file, self.encoding))
        try:
            if self._announced:
                next(lines)
            reader = csv.reader(lines, delimiter=self.delimiter)
            while (cells := _next(reader, lines)) is not None:
                line, mended = lines.begin_next()
                if any(cell and not cell.isspace() for cell in cells):
                    _check_cells(line, cells)
                    yield line, cells, mended
            lines.refuse_open_quote(self.delimiter)
        finally:
            lines.release()

    def _sniff(self) -> tuple[str, bool]:
        """The delimiter, and whether the first line only announces it (`sep=;`, written by spreadsheets)."""
        lines = Lines(self._file, self.encoding)
        try:
            sample = list(islice(lines, _SAMPLE))
        finally:
            lines.release()
        first = sample[0].strip().casefold() if sample else ""
        if len(first) == 5 and first.startswith("sep="):
            return first[4], True
        if first == "sep=":
            return "\t", True
        return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter)), False


class _Record:
    """Hands lines to the CSV reader and remembers those of the present record."""

    def __init__(self, lines: Lines):
        self._lines, self._begin, self._held, self._last, self._size = lines, 1, [], [], 0

    def __iter__(self) -> "_Record":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._size += len(line)
        if self._size > MAX_RECORD:  # before the reader makes a million cells of it
            raise refusal(
                f"Line {self._begin}: a row has more than {MAX_RECORD:,} characters.",
                "Shorten it, or close the quotation mark that swallows the lines below.",
            )
        self._held.append(line)
        return line

    @property
    def line(self) -> int:
        return self._begin

    def begin_next(self) -> tuple[int, bool]:
        """Ends the record; where it began and whether NULs were taken out of it."""
        begin, mended = self._begin, self._lines.mended
        self._begin, self._lines.mended = self._lines.number + 1, False
        self._last, self._held, self._size = self._held, [], 0
        return begin, mended

    def refuse_open_quote(self, delimiter: str) -> None:
        """The reader forgives a quotation mark that is never closed and swallows the rest of the file."""
        try:
            list(csv.reader(self._last, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "end of data" in str(error):
                begin = self._lines.number - len(self._last) + 1
                raise refusal(
                    f"Line {begin}: a quotation mark is opened and never closed.",
                    "Close it, or export the file again.",
                ) from None

    def release(self) -> None:
        self._lines.release()


def _next(reader, lines: _Record) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise _too_long(lines.line) from None


def _too_long(line: int):
    return refusal(
        f"Line {line}: a cell has more than {MAX_CELL:,} characters.",
        "Shorten it, or close the quotation mark that swallows the lines below.",
    )


def _check_cells(line: int, cells: list[str]) -> None:
    if sum(map(len, cells)) > MAX_CELL and any(len(cell) > MAX_CELL for cell in cells):
        raise _too_long(line)
    if len(cells) > 10 * MAX_COLUMNS:
        raise refusal(
            f"Line {line} has {len(cells):,} cells; at most {MAX_COLUMNS} columns come in.",
            "Export only the columns you need.",
        )


def _columns(header: list[str]) -> list[Column]:
    if len(header) > MAX_COLUMNS:
        raise refusal(
            f"The file has {len(header):,} columns; at most {MAX_COLUMNS} come in.",
            "Export only the columns you need.",
        )
    if not header:
        raise refusal("The file has no line of column names.", "Put the names of the columns into the first line.")
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        name = " ".join(cell.split())[:120] or f"Column {place + 1}"
        places.setdefault(name, []).append(place)
    return [Column(name, tuple(at)) for name, at in places.items()]


def _row(line: int, cells: list[str], width: int, mended: bool) -> Row:
    problems = []
    if mended:
        problems.append(hint(line, "nul", "NUL characters were taken out of the row."))
    if len(cells) > width:
        if extra := [cell for cell in cells[width:] if cell.strip()]:
            shown = ", ".join(f"“{cell.strip()[:40]}”" for cell in extra[:3])
            fix = f"Left out: {shown}. Perhaps a text with “,” lacks its quotation marks."
            problems.append(hint(line, "wide", "The row has more cells than there are columns.", fix))
    elif len(cells) < width:
        problems.append(hint(line, "short", "The row ends early; its last cells were taken as empty."))
        cells = cells + [""] * (width - len(cells))
    return Row(line, cells[:width], tuple(problems))


def _evenness(sample: list[str], delimiter: str) -> tuple[bool, float, int]:
    """How well a delimiter explains the sample: it splits, rows are equally wide, and there are many columns."""
    try:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if any(cells)]
    except csv.Error:
        widths = []
    if not widths or widths[0] < 2:
        return False, 0.0, 0
    return True, Counter(widths)[widths[0]] / len(widths), widths[0]
