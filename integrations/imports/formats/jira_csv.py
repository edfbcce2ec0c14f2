"""Jira's export “CSV (all fields)” or “(current fields)”, which every team can make without an administrator."""

from typing import BinaryIO

from integrations.imports.formats.tracker import Tracker
from integrations.imports.reading.source import Source
from integrations.imports.reading.survey import Survey
from integrations.imports.reading.table import Table
from integrations.imports.rules.fields import plain
from integrations.imports.rules.slugs import FormatSlug
from integrations.imports.rules.wiki import to_markdown

_POINTS = ("story points", "story point estimate")


class JiraCsv(Tracker):
    """Repeated Sprint columns are the way of a story through its sprints; descriptions are wiki markup."""

    slug = FormatSlug.JIRA_CSV
    name = "Jira, exported as CSV"
    about = "Stories, epics, sub-tasks, points and the sprints they were in. In Jira: Export, then CSV (all fields)."
    markup = staticmethod(to_markdown)

    def open(self, file: BinaryIO) -> Source:
        return Table(file)

    def guess(self, found: Survey) -> dict[str, str]:
        """Of Jira's two point fields, the one that is filled more often."""
        chosen = super().guess(found)
        rivals = [column for column in found.columns if plain(column.name) in _POINTS]
        if rivals:
            fullest = max(rivals, key=lambda column: column.filled)
            chosen |= {column.name: "points" if column is fullest else "" for column in rivals}
        return chosen


def is_jira(names: list[str]) -> bool:
    """Whether these column names are those of a Jira export."""
    known = {plain(name) for name in names}
    return {"summary", "issue key"} <= known and bool({"issue type", "issue id", "project key", "status"} & known)
