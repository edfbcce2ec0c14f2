"""Cells → numbers, dates, lists and criteria. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from stories.rules import T_SHIRT

_LONGEST_DATE: Final = 60
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(\d{1,4})[./ -](\d{1,2}|[a-z]{3,9})[./ ,-]\s?(\d{1,4})"
    r"(?:[ t,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?([ap]m)?)?\s?(?:utc|gmt|z)?"
)
_LONGEST_SECONDS: Final = 9
_DURATION = re.compile(r"\d{1,5}(?:\.\d{1,4})?[wdhm](?:\s*\d{1,5}(?:\.\d{1,4})?[wdhm]){0,3}")
_PART = re.compile(r"([\d.]+)([wdhm])")
_MINUTES: Final = {"w": 2400, "d": 480, "h": 60, "m": 1}
_BULLET = re.compile(r"^\s*(?:[-*•#]+|\d{1,3}[.)]|\[[ xX]?\])\s*")
_WHEN, _THEN = (re.compile(rf"\b{word}\b", re.IGNORECASE) for word in ("when", "then"))


def number(text: str, longest: int = 30) -> Decimal | None:
    """A decimal number as people and programs write it (5, 5.0, 5,5, ½, 1 234), None for an empty cell.

    Raises ValueError for anything else, infinities and NaN included.
    """
    text = text.strip().replace("½", "0.5").replace("\u00a0", "").replace(" ", "")
    if not text or text in ("?", "-", "–", "—"):
        return None
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = Decimal(text) if len(text) <= longest else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(text)
    return value


def hours(text: str) -> Decimal | None:
    """A duration as Jira writes it: seconds (7200), or 38h, 1d 4h, 2w 30m with days of 8 hours; None when empty.

    Raises ValueError for anything else.
    """
    text = text.strip().casefold()
    if not text:
        return None
    if text.isdecimal() and len(text) <= _LONGEST_SECONDS:
        return Decimal(text) / 3600
    parts = _DURATION.fullmatch(text)
    if parts is None:
        raise ValueError(text)
    return sum((Decimal(count) * _MINUTES[unit] for count, unit in _PART.findall(text)), Decimal(0)) / 60


def points(text: str) -> Decimal | None:
    """Points of a cell, T-shirt sizes included. Raises ValueError for text that is neither."""
    size = T_SHIRT.get(text.strip().upper())
    return size if size is not None else number(text)


def cents(value: Decimal) -> Decimal:
    """Rounded to the two decimals that points are kept with."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _parts(text: str) -> tuple[str, str, str, tuple] | None:
    found = _DATE.fullmatch(text.strip().casefold()) if len(text) < _LONGEST_DATE else None
    return (found[1], found[2], found[3], found.groups()[3:]) if found else None


def moment(text: str, zone: tzinfo, day_first: bool = True) -> datetime | None:
    """A date with or without a time, None for an empty cell; without an offset it is in `zone`.

    Raises ValueError for anything that is no date. Two-digit years are of this century.
    """
    text = text.strip()
    if len(text) >= _LONGEST_DATE:
        raise ValueError(text)
    return _moment(text, zone, day_first) if text else None


@lru_cache(maxsize=4096)
def _moment(text: str, zone: tzinfo, day_first: bool) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = _loose(text, day_first)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _loose(text: str, day_first: bool) -> datetime:
    parts = _parts(text)
    if parts is None:
        raise ValueError(text)
    first, second, third, clock = parts
    if len(first) == 4:
        year, month, day = first, second, third
    else:
        year, month, day = (third, second, first) if day_first or second.isalpha() else (third, first, second)
    return datetime(_year(year), _month(month), int(day), *_clock(clock))


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) <= 2 else 0)


def _month(text: str) -> int:
    if text.isalpha():
        return _MONTHS.index(text[:3]) + 1
    return int(text)


def _clock(parts: tuple) -> tuple[int, int, int]:
    hour, minute, second, half = parts
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return hours, int(minute or 0), int(second or 0)


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Whether dates like 6/21/2025 begin with the day; None when no date of the file tells."""
    for parts in (_parts(text) for text in texts if is_loose(text)):
        if int(parts[0]) > 12 or int(parts[1]) > 12:
            return int(parts[0]) > 12
    return None


def is_loose(text: str) -> bool:
    """Whether a date is written with day and month as numbers and the year last."""
    parts = _parts(text)
    return parts is not None and len(parts[0]) < 4 and parts[1].isdigit()


def is_ambiguous(text: str) -> bool:
    """Whether day and month of this date could be swapped."""
    if not is_loose(text):
        return False
    parts = _parts(text)
    return int(parts[0]) <= 12 and int(parts[1]) <= 12 and parts[0] != parts[1]


def split(cells: Iterable[str], longest: int) -> list[str]:
    """The entries of one or several cells, separated by comma, semicolon or bar; each once, cut to `longest`."""
    entries = (" ".join(entry.split())[:longest] for cell in cells for entry in re.split(r"[,;|]", cell))
    return list(dict.fromkeys(entry for entry in entries if entry))


def names_of_person(text: str) -> list[str]:
    """What a person may be known by, in lower case: `Anna Rahman <a.rahman@…>` is a name and an address."""
    name, _, address = text.partition("<")
    return [part for part in (address.strip(" >").casefold(), " ".join(name.split()).casefold()) if part]


def criteria(cells: Iterable[str]) -> list[str | dict[str, str]]:
    """Acceptance criteria: one per line without its bullet, or Given/When/Then where a paragraph says so."""
    found: list[str | dict[str, str]] = []
    for cell in cells:
        for paragraph in re.split(r"\n[ \t\r]*\n", cell):
            found += _scenario(paragraph) or filter(None, map(_unbulleted, paragraph.splitlines()))
    return found


def _unbulleted(line: str) -> str:
    return " ".join(_BULLET.sub("", line, count=1).split())


def _scenario(paragraph: str) -> list[dict[str, str]]:
    text = paragraph.strip()
    begin = len("given")
    when = _WHEN.search(text, begin) if text[:begin].casefold() == "given" else None
    then = _THEN.search(text, when.end()) if when else None
    if then is None or text.casefold().count("given") > 1:
        return []
    parts = (text[begin : when.start()], text[when.end() : then.start()], text[then.end() :])
    given, when, then = (" ".join(part.split()).strip(" ,.;:") for part in parts)
    return [{"given": given, "when": when, "then": then}] if then else []
