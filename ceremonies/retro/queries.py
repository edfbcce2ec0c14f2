"""What retrospectives read."""

from ceremonies.meeting.rules import Kind
from sprints.models import Sprint
from teams.models import Team


def sprint_to_look_back_on(team: Team) -> Sprint | None:
    """The sprint that ended last; the running one when that has had its retrospective. None for a team without."""
    ended = team.sprints.closed().order_by("-end_date", "-number").first()
    had_one = ended is not None and ended.meetings.filter(kind=Kind.RETRO).exists()
    if ended is None or had_one:
        return team.sprints.active().first() or ended
    return ended
