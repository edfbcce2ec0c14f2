from django.apps import AppConfig

from core.panels import register_panel
from live import topics


class StoriesConfig(AppConfig):
    """Facts about work: personas, stories, criteria, epics, labels, impediments and the backlog's order."""

    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stories.listening import may_hear_backlog
        from stories.workflow import services  # noqa: F401  (connects to `team_created`)

        topics.register("backlog", may_hear_backlog)
        register_panel("settings", "stories:workflow")
