from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The wire: topic names, publish, the hub of each process, one consumer."""

    name = "live"
    default_auto_field = "django.db.models.BigAutoField"
