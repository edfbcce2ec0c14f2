"""What pages read about actions: what is open, what is to be decided, and whether the team follows through."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from ceremonies.actions import rules
from ceremonies.meeting.rules import Kind
from ceremonies.models import Action, Decision, Meeting
from teams.models import Team

RETROS_LOOKED_AT = 6


def open_actions(team: Team) -> list[Action]:
    """Open actions of a team, the first due first."""
    return list(Action.objects.of_team(team).still_open().order_by("due_on", "pk"))


@dataclass(frozen=True)
class Reviewed:
    """An action of before, with what this retrospective says of it; `sprints` is for how many it has been open."""

    action: Action
    decision: Decision | None
    sprints: int


def reviewed_in(meeting: Meeting) -> list[Reviewed]:
    """Every action that was open when this retrospective began, oldest first."""
    decisions = {one.action_id: one for one in Decision.objects.filter(meeting=meeting)}
    earlier = Action.objects.of_team(meeting.team).filter(created_at__lt=meeting.created_at)
    rows = earlier.filter(Q(state="open") | Q(pk__in=decisions)).exclude(meeting=meeting)
    kept = defaultdict(int)
    for action in Decision.objects.filter(action__in=rows, verdict="keep").values_list("action", flat=True):
        kept[action] += 1
    return [Reviewed(row, decisions.get(row.pk), 1 + kept[row.pk]) for row in rows]


def undecided(meeting: Meeting) -> list[Action]:
    """What this retrospective has still to decide."""
    return [one.action for one in reviewed_in(meeting) if one.decision is None]


def usual_due(meeting: Meeting, now: datetime) -> date:
    """The day that is offered: the end of the next sprint, else in two weeks."""
    today = meeting.team.today(now)
    ends = meeting.team.sprints.filter(end_date__gte=today).order_by("end_date").values_list("end_date", flat=True)
    return ends.first() or today + timedelta(days=14)


@dataclass(frozen=True)
class FollowThrough:
    """Actions of the last retrospectives: (sprint's name, states) oldest first, and the sums."""

    rows: list[tuple[str, list[str]]]

    @property
    def done(self) -> int:
        return rules.rate(state for _, states in self.rows for state in states)[0]

    @property
    def all(self) -> int:
        return rules.rate(state for _, states in self.rows for state in states)[1]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.all) if self.all else 0


def follow_through(team: Team) -> FollowThrough:
    """What came of the actions of the last six closed retrospectives that made any."""
    meetings = team.meetings.of_kind(Kind.RETRO).exclude(closed_at=None).filter(actions__isnull=False).distinct()
    rows = []
    for meeting in meetings.select_related("sprint").prefetch_related("actions").newest_first()[:RETROS_LOOKED_AT]:
        order = {"dropped": 0, "open": 1, "done": 2}
        states = sorted((action.state for action in meeting.actions.all()), key=order.__getitem__)
        rows.append((str(meeting.sprint.number) if meeting.sprint else "–", states))
    return FollowThrough(rows[::-1])
