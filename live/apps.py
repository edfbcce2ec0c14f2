from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class LiveConfig(AppConfig):
    """The wire: topic names, publish, the hub of each process, one consumer."""

    name = "live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from live.publish import close_sockets_of_session

        user_logged_out.connect(close_sockets_of_session, dispatch_uid="live.close_sockets")
