from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """The outside: imports, exports and the programs' interface."""

    name = "integrations"
