from integrations.models.imports import ImportRun

__all__ = ["ImportRun"]
