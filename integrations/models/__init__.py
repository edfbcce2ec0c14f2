from integrations.models.imports import ImportRun
from integrations.models.jobs import ImportJob

__all__ = ["ImportJob", "ImportRun"]
