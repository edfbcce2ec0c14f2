"""What ceremonies take in a sprint: by kind for everybody, by person for that person and whoever runs ceremonies."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from ceremonies.budget.rules import Share, at_work, minutes_both, summed
from ceremonies.meeting.rules import KIND_NAMES, Kind
from ceremonies.meeting.timekeeping import ended_at, stretches, time_spent
from ceremonies.models import Participant
from ceremonies.schedule.queries import upcoming
from ceremonies.schedule.rules import Occurrence, moment_of
from sprints.models import Sprint
from teams.availability.queries import PersonCalendar, calendar_of
from teams.models import Team, User


@dataclass(slots=True)
class Line:
    """A kind of ceremony in a sprint: held so far, and still in the schedule. All in minutes of one clock, and
    `person_minutes` in minutes × people."""

    kind: Kind
    held: int = 0
    planned: float = 0.0
    actual: float = 0.0
    person_minutes: float = 0.0
    ahead: int = 0
    ahead_minutes: float = 0.0

    @property
    def name(self) -> str:
        return KIND_NAMES[self.kind]

    @property
    def over(self) -> float:
        """Minutes beyond what was planned for those that were held; negative below it."""
        return self.actual - self.planned

    @property
    def percent(self) -> float:
        """Actual of planned, for a bar."""
        return 100 * self.actual / self.planned if self.planned else 0


@dataclass(frozen=True, slots=True)
class Budget:
    """One sprint's meeting time; `people` in the order of joining."""

    sprint: Sprint
    lines: list[Line]
    people: list[tuple[User, Share]]
    team: Share = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "team", summed(share for _, share in self.people))

    def of(self, user: User) -> Share | None:
        """That person's own; None for somebody who does not develop here."""
        return next((share for person, share in self.people if person.pk == user.pk), None)


def sprint_to_count(team: Team) -> Sprint | None:
    """The running sprint, else the one that ended last."""
    running = team.sprints.active().first()
    return running or team.sprints.closed().filter(dates_known=True).order_by("-end_date", "-number").first()


def budget_of(team: Team, sprint: Sprint, now: datetime) -> Budget:
    """What was held since the sprint's first day, and what the schedule still has of it, up to its last."""
    begin, end = (moment_of(day, time(), team.zone) for day in (sprint.start_date, sprint.end_date + timedelta(days=1)))
    ahead = upcoming(team, max(now, begin), end)
    people = calendar_of(team, sprint.start_date, sprint.end_date)
    held = _held_minutes(team, begin, min(now, end))
    shares = [(one.user, Share(at_work(one.total.days), held[one.user.pk] + _expected(one, ahead))) for one in people]
    return Budget(sprint, _lines(team, begin, min(now, end), ahead), shares)


def _lines(team: Team, begin: datetime, until: datetime, ahead: list[Occurrence]) -> list[Line]:
    lines = {kind: Line(kind) for kind in Kind}
    for spent in time_spent(team, begin, until):
        line = lines[spent.kind]
        line.held, line.planned, line.actual = spent.meetings, spent.planned, spent.actual
        line.person_minutes = spent.person_minutes
    for one in ahead:
        lines[Kind(one.kind)].ahead += 1
        lines[Kind(one.kind)].ahead_minutes += one.minutes
    return [line for line in lines.values() if line.held or line.ahead]


def _held_minutes(team: Team, begin: datetime, until: datetime) -> dict[int, float]:
    """Minutes that each person had a seat while a meeting was at work, by the person's id."""
    at_work_in = defaultdict(list)
    for stretch in stretches(team, begin, until).select_related("meeting"):
        at_work_in[stretch.meeting_id].append((stretch.began_at, ended_at(stretch, until)))
    seats = Participant.objects.filter(meeting__in=list(at_work_in)).exclude(user=None)
    found = defaultdict(float)
    for meeting, user, joined, left in seats.values_list("meeting", "user", "joined_at", "left_at"):
        found[user] += sum(minutes_both((joined, left or until), stretch) for stretch in at_work_in[meeting])
    return found


def _expected(person: PersonCalendar, ahead: list[Occurrence]) -> float:
    """Minutes of what is still scheduled, on the days on which they are at work at least for a half."""
    there = {day.date for day in person.days if day.halves}
    return sum(one.minutes for one in ahead if one.day in there)
