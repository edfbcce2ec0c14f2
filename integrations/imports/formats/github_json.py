"""Issues of GitHub: `gh issue list --state all --limit 5000 --json …` or the pages of the REST interface."""

from typing import BinaryIO

from integrations.imports.formats.tracker import Tracker
from integrations.imports.reading.github import GithubIssues
from integrations.imports.reading.json_file import documents
from integrations.imports.reading.source import Source
from integrations.imports.rules.slugs import FormatSlug


class GithubJson(Tracker):
    """A milestone is a sprint; points are labels such as `points: 3`; bodies are Markdown already."""

    slug = FormatSlug.GITHUB_JSON
    name = "GitHub issues, as JSON"
    about = "Issues with their labels, points and milestones, which become sprints. Made by gh issue list --json."

    def open(self, file: BinaryIO) -> Source:
        return GithubIssues(file)


def is_github(file: BinaryIO) -> bool:
    """Whether the file's first entry looks like an issue of GitHub."""
    first = next(documents(file), (0, None))[1]
    return isinstance(first, dict) and "number" in first and "title" in first
