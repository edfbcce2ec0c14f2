"""What the team brings to planning, and the meeting about a plan."""

from dataclasses import dataclass

from ceremonies.meeting.rules import Kind
from ceremonies.models import Action, Feedback, Meeting, PlanChallenge
from sprints.models import Sprint
from sprints.planning.queries import Pick, chosen_in
from stories.rules import Category
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Brought:
    """Open actions of retrospectives, feedback that became backlog stories, and stories that were carried over."""

    actions: list[Action]
    feedback: list[Feedback]
    carried: list[Pick]

    def __bool__(self) -> bool:
        return bool(self.actions or self.feedback or self.carried)


def brought_to(sprint: Sprint) -> Brought:
    """What is in the team's hands when it plans this sprint."""
    return Brought(
        actions=list(Action.objects.of_team(sprint.team).still_open()),
        feedback=waiting_feedback(sprint.team),
        carried=[pick for pick in chosen_in(sprint) if pick.carried],
    )


def waiting_feedback(team: Team) -> list[Feedback]:
    """Feedback whose story is not done yet and in no running sprint, oldest first."""
    said = Feedback.objects.filter(review__meeting__team=team, story__archived_at=None, story__isnull=False)
    said = said.exclude(story__status__category=Category.DONE).exclude(story__sprint_item__sprint__state="active")
    return list(said.select_related("author__user", "story__status", "story__sprint_item__sprint", "demo"))


def meeting_about(sprint: Sprint) -> Meeting | None:
    """The open planning meeting of a sprint."""
    rows = Meeting.objects.open().of_kind(Kind.PLANNING).filter(sprint=sprint)
    return rows.select_related("team__organisation", "sprint").newest_first().first()


def challenges_of(sprint: Sprint) -> list[PlanChallenge]:
    """All that was doubted about a plan, oldest first."""
    return list(sprint.challenges.select_related("raised_by", "decided_by"))
