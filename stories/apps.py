from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from core.panels import register_panel
from live import topics


class StoriesConfig(AppConfig):
    """Facts about work: personas, stories, criteria, epics, labels, impediments and the backlog's order."""

    name = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stories.links import services as links  # noqa: F401  (hears of finished blockers)
        from stories.listening import may_hear_backlog, may_hear_story, reader
        from stories.search import upkeep
        from stories.workflow import services  # noqa: F401  (connects to `team_created`)

        post_migrate.connect(upkeep.install_after_migrate, sender=self, dispatch_uid="search-index")
        checks.register(upkeep.check_index, checks.Tags.database)
        topics.register("backlog", may_hear_backlog)
        topics.register("story", may_hear_story, name=reader)
        register_panel("settings", "stories:workflow")
        register_panel("story", "stories:knowledge", order=20)
