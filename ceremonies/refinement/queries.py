"""What refinement reads besides the room itself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting, Refinement
from ceremonies.refinement.rules import WALKED, enough_in_words, is_due
from forecasting.plan.queries import outlook_of
from forecasting.plan.rules import Bar
from forecasting.rules import NextSprint, Refusal
from forecasting.velocity.queries import past_of
from sprints.models import Sprint
from sprints.rules import working_dates
from stories.backlog.queries import is_ready
from stories.models import Story
from teams.models import Team


@dataclass(frozen=True)
class Enough:
    """Points that are ready against what the next sprint usually takes (REF-1); without a forecast `refusal` says why.

    `sprint` is the next planned one, None while there is none; then it is forecast like a usual one.
    """

    points: float
    sprint: Sprint | None
    expected: NextSprint | None
    refusal: Refusal | None = None

    @property
    def bar(self) -> Bar:
        return Bar.of(self.points, self.expected)

    @property
    def says(self) -> str:
        return enough_in_words(self.points, self.expected) if self.expected else ""


def next_sprint_of(team: Team) -> Sprint | None:
    """The planned sprint that begins first."""
    return team.sprints.planned().order_by("start_date", "number").first()


def enough_for_next(team: Team) -> Enough:
    """Ready stories of the backlog and of the next sprint's plan, against that sprint's forecast."""
    sprint = next_sprint_of(team)
    points = _ready_points(team, sprint)
    if sprint is not None:
        outlook = outlook_of(sprint)
        return Enough(points, sprint, outlook.expected, outlook.refusal)
    try:
        return Enough(points, None, past_of(team).next_sprint())
    except Refusal as refusal:
        return Enough(points, None, None, refusal)


def _ready_points(team: Team, sprint: Sprint | None) -> float:
    ready = Story.objects.filter(is_ready(team), team=team)
    waiting = ready.in_backlog().aggregate(sum=Sum("points"))["sum"]
    chosen = ready.live().filter(sprint_item__sprint=sprint).aggregate(sum=Sum("points"))["sum"] if sprint else 0
    return float((waiting or 0) + (chosen or 0))


def top_of_backlog(team: Team):
    """The stories that are walked, in their order."""
    return Story.objects.filter(team=team).in_backlog().ordered()[:WALKED]


def refinement_of(meeting: Meeting) -> Refinement:
    """What the room has besides; made by `open_refinement`."""
    return Refinement.objects.select_related("current", "poker").get(meeting=meeting)


def sprint_in_its_middle(team: Team, today: date) -> Sprint | None:
    """The running sprint, once it is past its middle and no refinement was held since it began; None otherwise."""
    sprint = team.sprints.active().first()
    if sprint is None or not is_due(today, working_dates(sprint.start_date, sprint.end_date, team.working_days)):
        return None
    held = team.meetings.of_kind(Kind.REFINEMENT).filter(started_at__date__gte=sprint.start_date)
    return None if held.exists() else sprint


def open_refinements(team: Team):
    return team.meetings.of_kind(Kind.REFINEMENT).open().newest_first()


def period_of(meeting: Meeting, now: datetime) -> tuple[datetime, datetime]:
    """When the room was at work: what was decided then belongs to it."""
    return meeting.started_at or meeting.created_at, meeting.closed_at or now
