"""Tables as CSV that people open in spreadsheets: what somebody typed must never run there."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What makes a cell a formula or a command: also behind blanks, full width, and Excel's | and %.
_FORMULA = re.compile(r"[\s\ufeff\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# A program that is told of another separator cuts a cell there, quotes or not (LibreOffice does, at line ends too).
# A dash with a blank behind it is an item of a list.
_WITHIN = re.compile(r"([;,|\t\r\n][\s\ufeff\x00-\x1f]*)(?=[=+@\uff1d\uff0b\uff0d\uff20]|-\S)")


def safe_cell(cell: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it; whole numbers have no ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    cell = _WITHIN.sub(r"\1'", cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Header and rows. Text is always in quotes, so that no other separator can cut a cell in two."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([safe_cell(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue()


def csv_response(text: str, name: str) -> HttpResponse:
    """CSV as a file to keep, `name` without its ending; not stored on the way."""
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    answer["Cache-Control"] = "private, no-store"
    return answer
