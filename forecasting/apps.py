from django.apps import AppConfig

from core.panels import register_panel
from sprints.ledger.triggers import protect


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = "Forecasting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forecasting import listeners  # noqa: F401  (connects to `sprint_committed`)

        protect("forecasting_keptforecast", "sprint_id")
        protect("forecasting_seenforecast", "release_id,version")
        protect("forecasting_verdict")
        register_panel("planning", "forecasting:commit_range")
