from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app may lean on: errors, HTTP helpers, template tags, panels, assets. It owns no table."""

    name = "core"
    verbose_name = "Core"
