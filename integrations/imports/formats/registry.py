"""Every format there is, by its name on the command line, and which of them a file is written in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

from core.errors import Invalid
from integrations.imports.formats.base import Format
from integrations.imports.formats.csv_history import CsvHistory
from integrations.imports.formats.csv_stories import CsvStories
from integrations.imports.formats.github_json import GithubJson, is_github
from integrations.imports.formats.jira_csv import JiraCsv, is_jira
from integrations.imports.reading.json_file import is_json
from integrations.imports.reading.table import Table
from integrations.imports.reading.text import refusal
from integrations.imports.rules.slugs import FormatSlug

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {str(known.slug): known for known in (CsvStories(), CsvHistory(), JiraCsv(), GithubJson())}
)


def format_named(slug: str) -> Format:
    """Raises Invalid naming the formats there are."""
    if slug not in FORMATS:
        fix = f"Choose one of {', '.join(FORMATS)}."
        raise Invalid(f"There is no format “{slug[:40]}”.", field="format", fix=fix)
    return FORMATS[slug]


def recognise(file: BinaryIO) -> Format:
    """The format that the file's content shows. Raises Invalid for a file that none can read. The file is rewound."""
    if is_json(file):
        if is_github(file):
            return FORMATS[FormatSlug.GITHUB_JSON]
        raise refusal("This JSON file is of no tool that we know.", "Export it as CSV, or as a list of GitHub issues.")
    names = Table(file).names
    if is_jira(names):
        return FORMATS[FormatSlug.JIRA_CSV]
    history = FORMATS[FormatSlug.HISTORY]
    is_history = history.fields.missing(history.fields.guess(names)) is None
    file.seek(0)
    return history if is_history else FORMATS[FormatSlug.CSV]
