"""What a team agrees about its standup: where to call, cameras, and the days on which it writes instead."""

from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import Kind
from ceremonies.models import StandupAgreement
from ceremonies.standup import rules
from teams.models import Team, User
from teams.services import diary


@transaction.atomic
def agree_on_standups(
    *, team: Team, call_link: str, camera: str, written_on: Collection[int], cutoff: time, actor: User, now: datetime
) -> StandupAgreement:
    """Sets all of it. Raises Invalid at the field that is wrong."""
    values = {
        "call_link": rules.clean_link(call_link),
        "camera": rules.clean_camera(camera),
        "written_on": rules.clean_weekdays(written_on, team.working_days),
        "cutoff": cutoff,
    }
    agreement, _ = StandupAgreement.objects.update_or_create(team=team, defaults=values)
    diary.record(actor=actor, verb="agreed on standups", subject=agreement, now=now, team=team, **values | {
        "cutoff": f"{cutoff:%H:%M}"
    })  # fmt: skip
    for room in team.meetings.of_kind(Kind.STANDUP).open().select_related("team__organisation"):
        room_changed(room, now)
    return agreement
