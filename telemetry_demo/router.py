"""Which database holds what: readings have one of their own, so that their writes never make a vote wait."""

from typing import Any, Final

ALIAS: Final = "telemetry"
APP: Final = "telemetry_demo"


class TelemetryRouter:
    """This app's tables are in its database, and nothing else is."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label == APP) == (db == ALIAS)
