from django.apps import AppConfig


class TelemetryDemoConfig(AppConfig):
    """The telemetry pipeline of the reference project."""

    name = "telemetry_demo"
