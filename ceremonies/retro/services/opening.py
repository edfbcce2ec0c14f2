"""A retrospective begins here."""

from datetime import datetime

from django.db import transaction

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import open_meeting
from ceremonies.models import Meeting
from core.errors import Conflict
from sprints.models import Sprint
from teams.models import Team, User


@transaction.atomic
def open_retro(*, team: Team, sprint: Sprint | None, actor: User, now: datetime, title: str = "") -> Meeting:
    """A retrospective in its lobby, about `sprint`. Raises Conflict for a sprint of another team."""
    if sprint is not None and sprint.team_id != team.pk:
        raise Conflict("That sprint belongs to another team.", field="sprint", fix="Choose one of yours.")
    title = title or (f"Retrospective of {sprint}" if sprint else "")
    return open_meeting(team=team, kind=Kind.RETRO, actor=actor, now=now, title=title, sprint=sprint)
