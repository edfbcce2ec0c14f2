"""A whole project of Taiga: Project settings, Export, which makes one JSON file."""

from typing import BinaryIO

from integrations.imports.formats.tracker import Tracker
from integrations.imports.reading.source import Source
from integrations.imports.reading.taiga import TaigaProject
from integrations.imports.rules.slugs import FormatSlug


class TaigaJson(Tracker):
    """Its history says when a story joined and left a sprint, was estimated anew and finished. Texts are Markdown.

    Dumps hold all attachments, so they may be large; the reader passes these over without keeping them.
    """

    slug = FormatSlug.TAIGA_JSON
    name = "Taiga project, as JSON"
    about = "Stories, epics, tasks, issues and sprints with their true history. In Taiga: Admin, Project, Export."
    max_bytes = 100 * 2**20

    def open(self, file: BinaryIO) -> Source:
        return TaigaProject(file)
