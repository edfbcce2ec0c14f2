from integrations.models.exports import ArchiveExport
from integrations.models.imports import ImportRun
from integrations.models.jobs import ImportJob
from integrations.models.mappings import SavedMapping

__all__ = ["ArchiveExport", "ImportJob", "ImportRun", "SavedMapping"]
