"""The formats by the names that the command line, the API and the runs know them by. Pure."""

from enum import StrEnum


class FormatSlug(StrEnum):
    CSV = "csv"
    HISTORY = "history"
    JIRA_CSV = "jira-csv"
    JIRA_SPRINT_REPORT = "jira-sprint-report"
    GITHUB_JSON = "github-json"
    TAIGA_JSON = "taiga-json"

    @property
    def brings_stories(self) -> bool:
        """Whether rows become stories; otherwise they become past sprints and nothing else."""
        return self not in (FormatSlug.HISTORY, FormatSlug.JIRA_SPRINT_REPORT)
