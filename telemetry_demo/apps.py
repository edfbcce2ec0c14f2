from django.apps import AppConfig

from core.panels import register_panel
from live import topics


class TelemetryDemoConfig(AppConfig):
    """The telemetry pipeline of the reference project."""

    name = "telemetry_demo"

    def ready(self) -> None:
        from telemetry_demo.listening import may_hear_figures
        from telemetry_demo.pace.services import TOPIC

        topics.register(TOPIC, may_hear_figures)
        register_panel("board", "telemetry_demo:strip", order=10)
