from integrations.models.imports import ImportRun
from integrations.models.jobs import ImportJob
from integrations.models.mappings import SavedMapping

__all__ = ["ImportJob", "ImportRun", "SavedMapping"]
