from django.apps import AppConfig

from core.panels import register_panel


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = "Forecasting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forecasting import listeners  # noqa: F401  (connects to `sprint_committed`)

        register_panel("planning", "forecasting:commit_range")
