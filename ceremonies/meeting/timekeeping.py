"""How long meetings take: written as they run, read as suggestions and as a budget (FAC-1, FAC-2, FAC-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from ceremonies.meeting.phases import MOST_TO_LEARN_FROM, Phase, suggested_minutes
from ceremonies.meeting.rules import KIND_NAMES, TIME_BOXES, Kind, clean_box
from ceremonies.models import Meeting, PhaseTime, TimeBox
from teams.models import Team, User
from teams.services import diary

# By hand, as a step waits for them: building these statements costs several times what running them does.
_END = """
    UPDATE ceremonies_phasetime SET ended_at = %s, people = (
        SELECT COUNT(*) FROM ceremonies_participant WHERE meeting_id = %s AND left_at IS NULL
    ) WHERE meeting_id = %s AND ended_at IS NULL
"""
_BEGIN = "INSERT INTO ceremonies_phasetime (meeting_id, phase, began_at, people) VALUES (%s, %s, %s, 0)"
_WALKED = """
    SELECT * FROM ceremonies_phasetime WHERE ended_at IS NOT NULL AND phase IN ({phases}) AND meeting_id IN (
        SELECT id FROM ceremonies_meeting WHERE team_id = %s AND kind = %s AND closed_at IS NOT NULL AND id <> %s
        ORDER BY created_at DESC, id DESC LIMIT %s
    ) ORDER BY began_at DESC
"""


def start_time(meeting: Meeting, now: datetime) -> None:
    """A new stretch begins, in the meeting's phase. The caller has the meeting's lock."""
    stop_time(meeting, now)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [meeting.pk, meeting.phase, connection.ops.adapt_datetimefield_value(now)])


def stop_time(meeting: Meeting, now: datetime) -> None:
    """The running stretch ends, if there is one. The caller has the meeting's lock."""
    with connection.cursor() as cursor:
        cursor.execute(_END, [connection.ops.adapt_datetimefield_value(now), meeting.pk, meeting.pk])


def planned_minutes(team: Team, kind: Kind) -> int:
    """What the team plans for a kind of meeting."""
    chosen = team.time_boxes.filter(kind=kind).values_list("minutes", flat=True).first()
    return chosen or TIME_BOXES[kind]


@transaction.atomic
def set_time_box(*, team: Team, kind: Kind, minutes: int | None, actor: User, now: datetime) -> int:
    """Plans so many minutes for meetings of a kind from the next one on. Raises Invalid at `minutes`."""
    minutes = clean_box(minutes)
    before = planned_minutes(team, kind)
    box, _ = TimeBox.objects.update_or_create(team=team, kind=kind, defaults={"minutes": minutes})
    if before != minutes:
        diary.record(actor=actor, verb="planned time", subject=box, now=now, team=team, minutes=(before, minutes))
    return minutes


def suggestions(meeting: Meeting, phases: Sequence[Phase]) -> dict[str, int]:
    """Minutes by phase as the team's last meetings of this kind suggest them."""
    marks = ", ".join(["%s"] * len(phases))
    keys = [phase.key for phase in phases]
    those = [meeting.team_id, meeting.kind, meeting.pk, MOST_TO_LEARN_FROM]
    found: dict[tuple[int, str], float] = {}
    for stretch in PhaseTime.objects.raw(_WALKED.format(phases=marks), [*keys, *those]):
        key = (stretch.meeting_id, stretch.phase)
        found[key] = found.get(key, 0.0) + (stretch.ended_at - stretch.began_at).total_seconds() / 60
    return {
        phase.key: suggested_minutes(phase, [minutes for (_, key), minutes in found.items() if key == phase.key])
        for phase in phases
    }


@dataclass
class Spent:
    """What meetings of a kind took: minutes planned and actual, and minutes × people."""

    kind: Kind
    name: str
    meetings: int = 0
    planned: float = 0.0
    actual: float = 0.0
    person_minutes: float = 0.0

    @property
    def over(self) -> float:
        """Minutes beyond the plan; negative below it."""
        return self.actual - self.planned


def time_spent(team: Team, since: datetime, until: datetime) -> list[Spent]:
    """What the team's meetings that began in [since, until) took, by kind (FAC-1); kinds without meetings are not
    listed.
    """
    spent: dict[str, Spent] = {}
    counted: set[int] = set()
    for stretch in stretches(team, since, until).select_related("meeting"):
        meeting, kind = stretch.meeting, Kind(stretch.meeting.kind)
        entry = spent.setdefault(kind, Spent(kind, KIND_NAMES[kind]))
        if meeting.pk not in counted:
            counted.add(meeting.pk)
            entry.meetings += 1
            entry.planned += meeting.planned_minutes or TIME_BOXES[kind]
        minutes = (ended_at(stretch, until) - stretch.began_at) / timedelta(minutes=1)
        entry.actual += minutes
        entry.person_minutes += minutes * stretch.people
    return sorted(spent.values(), key=lambda one: list(Kind).index(one.kind))


def stretches(team: Team, since: datetime, until: datetime) -> QuerySet[PhaseTime]:
    """Of the team's meetings, those that began in [since, until). Poker without a meeting takes nobody's hour."""
    rows = PhaseTime.objects.filter(meeting__team=team, began_at__gte=since, began_at__lt=until)
    return rows.exclude(meeting__poker__deadline__isnull=False)


def ended_at(stretch: PhaseTime, until: datetime) -> datetime:
    """When it ended. One that still runs counts up to `until`, and no longer than its meeting was planned for: a room
    that nobody closed is not at work all night. Needs `meeting` loaded.
    """
    planned = stretch.meeting.planned_minutes or TIME_BOXES[Kind(stretch.meeting.kind)]
    return stretch.ended_at or min(until, stretch.began_at + timedelta(minutes=planned))
