from django.apps import AppConfig

from core.panels import register_panel


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = "Forecasting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_panel("planning", "forecasting:commit_range")
