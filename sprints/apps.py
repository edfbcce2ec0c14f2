from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from core.panels import register_panel
from live import topics


class SprintsConfig(AppConfig):
    """Facts about time: sprints, the ledger, commitments, capacity, the board and progress."""

    name = "sprints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sprints import listeners  # noqa: F401  (connects to `story_changed`)
        from sprints.away.periods import sprint_periods
        from sprints.ledger import triggers
        from sprints.listening import may_hear_board
        from teams.availability.periods import register_periods

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="ledger-triggers")
        checks.register(triggers.check_triggers, checks.Tags.database)
        topics.register("board", may_hear_board)
        register_periods(sprint_periods)
        register_panel("board", "sprints:away", order=-10)
        register_panel("story", "sprints:spike", order=5)
        register_panel("story", "sprints:story_sprints", order=10)
        register_panel("impediments", "sprints:impediment_times")
        register_panel("persona", "sprints:persona_delivery")
        register_panel("personas", "sprints:personas_delivery")
