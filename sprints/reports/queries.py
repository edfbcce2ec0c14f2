"""Reads one sprint, or all of a team's, for the pages that report on them. Never asks who is looking (SPR-8)."""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sprints import rules as sprint_rules
from sprints.away.queries import free_days
from sprints.ledger.queries import events_by_sprint, events_of
from sprints.ledger.rules import Event, EventKind, Moment, Scope, scope_at
from sprints.models import Commitment, CommittedPerson, CommittedStory, Sprint
from sprints.reports import rules
from sprints.reports.rules import Difference, Outcome
from sprints.rules import SprintState
from stories.rules import KIND_NAMES
from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Line:
    """A story of the report's table."""

    outcome: Outcome
    persona: str
    kind: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report of a committed sprint says. Times are to be shown in `zone`, the commitment's own."""

    sprint: Sprint
    commitment: Commitment
    zone: tzinfo
    days: list[date]
    events: list[Event]
    moments: list[Moment]
    scope: Scope
    differences: list[Difference]
    outcomes: list[Outcome]
    people: list[CommittedPerson]
    stories: list[CommittedStory]
    names: dict[int, str]

    @property
    def knows_stories(self) -> bool:
        """False for an imported sprint of which only the totals are known."""
        return not self.sprint.is_imported or any(isinstance(event.ref, int) for event in self.events)

    def of_kind(self, kind: str) -> list[Difference]:
        return [difference for difference in self.differences if difference.kind == kind]

    @property
    def told(self) -> list[tuple[Difference, str]]:
        """Every difference with the name of who made it."""
        return [(one, self.names.get(one.actor_id, "")) for one in self.differences]

    @property
    def added(self) -> list[Difference]:
        return self.of_kind(EventKind.ADDED)

    @property
    def removed(self) -> list[Difference]:
        return self.of_kind(EventKind.REMOVED)

    @property
    def reestimated(self) -> list[Difference]:
        return self.of_kind(EventKind.REESTIMATED)

    @property
    def done(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.item.is_done]

    @property
    def carried(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.carried_to]

    @property
    def goal_stories(self) -> list[CommittedStory]:
        return [story for story in self.stories if story.serves_goal]

    @property
    def goal_stories_done(self) -> int:
        """How many of the stories that serve the goal were done."""
        done = {outcome.item.ref for outcome in self.done}
        return sum(story.story_id in done for story in self.goal_stories)

    @property
    def lines(self) -> list[Line]:
        """The stories at the end, each with its persona as it was at the commitment."""
        personas = {story.story_id: story.persona for story in self.stories}
        return [
            Line(outcome, personas.get(outcome.item.ref, ""), KIND_NAMES.get(outcome.item.kind, ""))
            for outcome in self.outcomes
        ]

    @property
    def statuses(self) -> dict[str, str]:
        """Status names with their category, finished ones first."""
        return rules.statuses_of(self.events)

    @property
    def fingerprint(self) -> str:
        """Says at a glance whether two copies show the same snapshot."""
        about = self.commitment
        head = (about.goal, about.start_date, about.end_date, about.committed_at.isoformat(), about.capacity_days)
        rows = [(s.story_key, s.title, s.points, s.criteria_count, s.serves_goal) for s in self.stories]
        people = [(p.user_id, p.allocation, p.days_off, p.available_days) for p in self.people]
        return rules.fingerprint([head, *rows, *people])


def report_of(sprint: Sprint, now: datetime | None = None) -> Report:
    """The report of a committed sprint; `now` is as far as the lines of a running one are drawn."""
    commitment = Commitment.objects.select_related("committed_by").get(sprint=sprint)
    zone, events = zoneinfo.ZoneInfo(commitment.time_zone), events_of(sprint)
    days = sprint_rules.working_dates(
        commitment.start_date, commitment.end_date, commitment.working_days, free_days(sprint, sprint.team)
    )
    scope, differences = scope_at(events), rules.differences(events)
    return Report(
        sprint=sprint,
        commitment=commitment,
        zone=zone,
        days=days,
        events=events,
        moments=rules.moments_of(events, now if sprint.state == SprintState.ACTIVE else None),
        scope=scope,
        differences=differences,
        outcomes=rules.outcomes(scope, zone, days),
        people=list(commitment.people.select_related("user").order_by("pk")),
        stories=list(commitment.stories.order_by("pk")),
        names=_names({difference.actor_id for difference in differences}),
    )


def _names(ids: set[int | None]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids - {None})}


@dataclass(frozen=True, slots=True)
class Row:
    """One sprint in the list of all sprints; points."""

    sprint: Sprint
    scope: Scope


def sprint_rows(team: Team) -> list[Row]:
    """All committed sprints of a team, newest first, in two queries."""
    sprints = list(team.sprints.exclude(committed_at=None).order_by("-number"))
    events = events_by_sprint(sprint.pk for sprint in sprints)
    return [Row(sprint, scope_at(events[sprint.pk])) for sprint in sprints]
