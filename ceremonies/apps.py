from django.apps import AppConfig

from core.commands import register_command
from core.panels import register_panel
from live import acts, topics


class CeremoniesConfig(AppConfig):
    """Conversations that change the facts: the meeting kernel and the rooms that are built on it."""

    name = "ceremonies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ceremonies.meeting import announce, ceremony  # noqa: F401 (it listens)
        from ceremonies.meeting.by_socket import step_by_socket
        from ceremonies.meeting.listening import guest_may_hear, may_hear_meeting, seat_of
        from ceremonies.planning.ceremony import PLANNING
        from ceremonies.poker import listeners  # noqa: F401  (connects to `story_changed`)
        from ceremonies.poker.by_socket import vote_by_socket
        from ceremonies.poker.services import voting  # noqa: F401  (connects to `seats_changed`)
        from ceremonies.polls.commands import answer_command
        from ceremonies.polls.listening import may_hear_polls
        from ceremonies.refinement import listeners as refining  # noqa: F401  (connects to `story_changed`)
        from ceremonies.refinement.ceremony import REFINEMENT
        from ceremonies.reminders import listeners as telling  # noqa: F401  (connects to what is left behind)
        from ceremonies.retro.ceremony import RETRO
        from ceremonies.review import listeners as of_reviews  # noqa: F401
        from ceremonies.review.ceremony import REVIEW
        from ceremonies.review.services import recording  # noqa: F401  (connects to `meeting_closed`)
        from ceremonies.standup.ceremony import STANDUP

        topics.register("meeting", may_hear_meeting, for_guests=guest_may_hear, name=seat_of)
        topics.register("polls", may_hear_polls)
        acts.register("step", step_by_socket)
        acts.register("vote", vote_by_socket)
        ceremony.register(REFINEMENT)
        ceremony.register(RETRO)
        ceremony.register(STANDUP)
        ceremony.register(PLANNING)
        ceremony.register(REVIEW)
        register_command("poll", answer_command)
        register_panel("plan-room", "ceremonies:plan_room")
        register_panel("plan-check", "ceremonies:plan_check")
        register_panel("story", "ceremonies:story_polls", order=30)
        register_panel("today", "ceremonies:hands_on", order=5)
        register_panel("today", "ceremonies:open_actions", order=10)
        register_panel("today", "ceremonies:today_polls", order=20)
        register_panel("today", "ceremonies:refinement_offer", order=30)
