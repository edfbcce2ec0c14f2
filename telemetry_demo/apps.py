from django.apps import AppConfig

from core.panels import register_panel


class TelemetryDemoConfig(AppConfig):
    """The telemetry pipeline of the reference project."""

    name = "telemetry_demo"

    def ready(self) -> None:
        register_panel("board", "telemetry_demo:strip", order=10)
