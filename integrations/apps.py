from django.apps import AppConfig

from core.panels import register_panel
from live import topics


class IntegrationsConfig(AppConfig):
    """The outside: imports, exports and the programs' interface."""

    name = "integrations"

    def ready(self):
        from integrations.exports.listening import may_hear_export
        from integrations.imports.listening import may_hear_import

        topics.register("import", may_hear_import)
        topics.register("export", may_hear_export)
        register_panel("settings", "integrations:import_panel", order=90)
        register_panel("settings", "integrations:export_panel", order=91)
