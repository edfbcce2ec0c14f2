"""Every format there is, by its name on the command line, and which of them a file is written in."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

from core.errors import Invalid
from integrations.imports.formats.base import Format
from integrations.imports.formats.csv_history import CsvHistory
from integrations.imports.formats.csv_stories import CsvStories
from integrations.imports.formats.github_json import GithubJson, is_github
from integrations.imports.formats.jira_csv import JiraCsv, is_jira
from integrations.imports.formats.jira_sprint_report import JiraSprintReport, is_sprint_report
from integrations.imports.formats.taiga_json import TaigaJson
from integrations.imports.reading.json_file import is_json
from integrations.imports.reading.table import Table
from integrations.imports.reading.taiga import is_taiga
from integrations.imports.reading.text import refusal
from integrations.imports.rules.slugs import FormatSlug

_KNOWN: Final = (CsvStories(), CsvHistory(), JiraCsv(), JiraSprintReport(), GithubJson(), TaigaJson())
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({str(known.slug): known for known in _KNOWN})

# What JSON files show by their beginning.
_SIGNS: Final[Mapping[FormatSlug, Callable[[BinaryIO], bool]]] = MappingProxyType(
    {
        FormatSlug.TAIGA_JSON: is_taiga,
        FormatSlug.JIRA_SPRINT_REPORT: is_sprint_report,
        FormatSlug.GITHUB_JSON: is_github,
    }
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
        return _recognise_json(file)
    names = Table(file).names
    if is_jira(names):
        return FORMATS[FormatSlug.JIRA_CSV]
    history = FORMATS[FormatSlug.HISTORY]
    is_history = history.fields.missing(history.fields.guess(names)) is None
    file.seek(0)
    return history if is_history else FORMATS[FormatSlug.CSV]


def _recognise_json(file: BinaryIO) -> Format:
    for slug, is_it in _SIGNS.items():
        if is_it(file):
            file.seek(0)
            return FORMATS[slug]
    raise refusal(
        "This JSON file is of no tool that we know.",
        "Export it as CSV, or choose a Jira sprint report, a Taiga project or a list of GitHub issues.",
    )
