from django.apps import AppConfig

from core.panels import register_panel


class IntegrationsConfig(AppConfig):
    """The outside: imports, exports and the programs' interface."""

    name = "integrations"

    def ready(self):
        register_panel("settings", "integrations:import_panel", order=90)
        register_panel("settings", "integrations:export_panel", order=91)
