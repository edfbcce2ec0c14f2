"""Public holidays of countries and their parts, by the `holidays` library, in English where it can."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import holidays
from holidays.registry import EntityLoader

from core.errors import Invalid

ENGLISH = ("en_US", "en_GB", "en_CA", "en_AU", "en")


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Names of all countries whose holidays are known, by their ISO 3166 code, in the order of the names."""
    known = EntityLoader.get_country_codes(include_aliases=False)
    names = {code: _country_names().get(code, code) for code in known}
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """ISO 3166 names as the time zone database lists them."""
    return dict(_rows("iso3166.tab"))


def _rows(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=512)
def country_of_zone(time_zone: str) -> str:
    """The country that a time zone is named after, or empty where there is none or its holidays are unknown."""
    code = next((row[0] for row in _rows("zone.tab") if row[2] == time_zone), "")
    return code if code in countries() else ""


@lru_cache(maxsize=64)
def subdivisions(country: str) -> dict[str, str]:
    """Names of the parts of a country that differ in their holidays, by code; empty where there is one list."""
    if country not in countries():
        return {}
    found = holidays.country_holidays(country)
    names = {code: name for name, code in found.subdivisions_aliases.items()}
    named = {code: names.get(code, code) for code in found.subdivisions}
    return dict(sorted(named.items(), key=lambda entry: entry[1]))


def place_name(country: str, subdivision: str) -> str:
    """“Berlin, Germany”; empty for no country."""
    names = (subdivisions(country).get(subdivision, ""), countries().get(country, ""))
    return ", ".join(filter(None, names))


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Names of the public holidays of a place in one year, by date; empty for no country."""
    if country not in countries():
        return MappingProxyType({})
    part = subdivision if subdivision in subdivisions(country) else None
    spoken = holidays.country_holidays(country).supported_languages
    language = next((code for code in ENGLISH if code in spoken), None)
    return MappingProxyType(dict(holidays.country_holidays(country, subdiv=part, years=year, language=language)))


def public_holidays_between(country: str, subdivision: str, first: date, last: date) -> dict[date, str]:
    """Names of the public holidays of a place from `first` to `last`, by date."""
    years = range(first.year, last.year + 1)
    found = {day: name for year in years for day, name in public_holidays(country, subdivision, year).items()}
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def check_place(country: str, subdivision: str) -> tuple[str, str]:
    """The codes of a place in capitals where countries have them; raises Invalid at the field that is wrong."""
    country = country.strip().upper()
    if not country:
        return "", ""
    if country not in countries():
        raise Invalid(f"“{country}” is no country with known holidays.", field="country", fix="Use a code such as DE.")
    if subdivision and subdivision not in subdivisions(country):
        raise Invalid(
            f"“{subdivision}” is no part of {countries()[country]}.",
            field="subdivision",
            fix="Choose one of its parts.",
        )
    return country, subdivision
