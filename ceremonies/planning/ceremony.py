"""Sprint planning as the kernel knows it. Its room is the planning page; guests see the room of the kernel."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from ceremonies.meeting.ceremony import Ceremony
from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting
from ceremonies.planning.phases import PHASES
from sprints.planning.queries import chosen_in, totals_of


def content(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """The plan as guests may see it."""
    sprint = meeting.sprint
    if sprint is None:
        return {"sprint": None}
    return {"sprint": sprint, "picks": chosen_in(sprint), "totals": totals_of(sprint)}


def _page(meeting: Meeting) -> str:
    """The plan that the meeting is about, else the team's plans."""
    place = meeting.team.url_kwargs
    if meeting.sprint is None:
        return reverse("sprints:planning", kwargs=place)
    return reverse("sprints:plan", kwargs={**place, "number": meeting.sprint.number})


PLANNING = Ceremony(kind=Kind.PLANNING, phases=PHASES, list_url="sprints:planning", content=content, page=_page)
