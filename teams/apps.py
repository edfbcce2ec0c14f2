from django.apps import AppConfig

from core.panels import register_panel


class TeamsConfig(AppConfig):
    """People: users, organisations, teams, memberships, permissions, the diary."""

    name = "teams"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from live import topics
        from teams import passwords
        from teams.notifications.listening import may_hear_own
        from teams.sessions import keeping

        passwords.connect()
        keeping.connect()
        topics.register("notifications", may_hear_own)
        register_panel("today", "teams:health", order=90)
