"""Which way round the dates of a file are written."""

from collections.abc import Sequence
from itertools import chain

from integrations.imports.reading.source import Source
from integrations.imports.rules import values
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Report, hint


def day_comes_first(table: Source, places: Places, names: Sequence[str], choices: Choices, report: Report) -> bool:
    """As decided, else as the file shows; where it does not show, day first with a hint about the first such row."""
    if choices.day_order or not any(map(places.has, names)):
        return choices.day_order != "month"
    doubtful = None
    for row in table:
        cells = list(chain.from_iterable(places.all(row.cells, name) for name in names))
        if (told := values.day_comes_first(cells)) is not None:
            return told
        doubtful = doubtful or next(((row.line, cell) for cell in cells if values.is_ambiguous(cell)), None)
    if doubtful:
        message = f"Dates like {doubtful[1][:20]} can be read two ways; they are read with the day first."
        report.note(hint(doubtful[0], "dates", message, "Say on the page before if the month comes first."))
    return True
