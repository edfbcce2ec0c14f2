"""How long meetings take: written as they run, read as suggestions and as a budget (FAC-1, FAC-2, FAC-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ceremonies.meeting.phases import MOST_TO_LEARN_FROM, Phase, suggested_minutes
from ceremonies.meeting.rules import KIND_NAMES, TIME_BOXES, Kind, clean_box
from ceremonies.models import Meeting, Participant, PhaseTime, TimeBox
from teams.models import Team, User
from teams.services import diary


def start_time(meeting: Meeting, now: datetime) -> None:
    """A new stretch begins, in the meeting's phase. The caller has the meeting's lock."""
    stop_time(meeting, now)
    PhaseTime.objects.create(meeting=meeting, phase=meeting.phase, began_at=now)


def stop_time(meeting: Meeting, now: datetime) -> None:
    """The running stretch ends, if there is one. The caller has the meeting's lock."""
    meeting.times.filter(ended_at=None).update(ended_at=now, people=_people_in(meeting))


def _people_in(meeting: Meeting) -> Coalesce:
    """How many sit there, as a part of the statement that needs it."""
    here = Participant.objects.present().filter(meeting=meeting.pk).order_by().values("meeting")
    return Coalesce(Subquery(here.annotate(count=Count("pk")).values("count")), 0)


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
    past = (
        Meeting.objects.filter(team=meeting.team_id, kind=meeting.kind, closed_at__isnull=False)
        .exclude(pk=meeting.pk)
        .newest_first()[:MOST_TO_LEARN_FROM]
    )
    walked = PhaseTime.objects.filter(meeting__in=past.values("pk"), phase__in=[phase.key for phase in phases])
    found: dict[tuple[int, str], float] = {}
    rows = walked.exclude(ended_at=None).order_by("-began_at").values_list("meeting", "phase", "began_at", "ended_at")
    for meeting_id, key, began, ended in rows:
        found[meeting_id, key] = found.get((meeting_id, key), 0.0) + (ended - began).total_seconds() / 60
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
