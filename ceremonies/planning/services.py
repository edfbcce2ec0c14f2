"""Planning meetings begin and end here, and challenges of a plan are kept."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import close_meeting, open_meeting
from ceremonies.meeting.walking import begin
from ceremonies.models import Meeting, PlanChallenge
from ceremonies.planning import rules
from ceremonies.planning.queries import meeting_about
from ceremonies.planning.rules import Decision
from core.errors import Conflict
from forecasting.plan.queries import outlook_of
from live.publish import publish
from sprints.hooks import sprint_committed
from sprints.ledger.services import lock_sprint
from sprints.models import Sprint
from sprints.rules import SprintState
from teams.models import User
from teams.services import diary


@transaction.atomic
def open_planning(*, sprint: Sprint, actor: User, now: datetime) -> Meeting:
    """The live meeting round a plan, in its first phase. Again, or by a second person: the one that is open.

    Raises Conflict once the sprint is committed.
    """
    sprint = _lock_planned(sprint)
    if meeting := meeting_about(sprint):
        return meeting
    title = f"Planning of {sprint}"
    meeting = open_meeting(team=sprint.team, kind=Kind.PLANNING, actor=actor, now=now, title=title, sprint=sprint)
    meeting = begin(meeting=meeting, actor=actor, now=now)
    _tell(sprint)
    return meeting


@transaction.atomic
def challenge_plan(*, sprint: Sprint, text: str, actor: User, now: datetime) -> PlanChallenge:
    """Keeps a doubt about the plan, with where the plan stands. Raises Invalid at `text`, Conflict once committed."""
    sprint = _lock_planned(sprint)
    text = rules.clean_words(text, "text", "Say what makes you doubt the plan.")
    outlook = outlook_of(sprint)
    challenge = PlanChallenge.objects.create(
        sprint=sprint, text=text, points=Decimal(str(outlook.points)), chance=outlook.chance, raised_by=actor,
        raised_at=now,
    )  # fmt: skip
    diary.record(actor=actor, verb="challenged", subject=sprint, now=now, team=sprint.team, doubt=text)
    _tell(sprint)
    return challenge


@transaction.atomic
def decide_challenge(
    *, sprint: Sprint, challenge_id: int, decision: str, answer: str, actor: User, now: datetime
) -> PlanChallenge:
    """What the team decided, in its words. Raises Invalid at `answer` or `decision`, Conflict when it is decided."""
    sprint = _lock_planned(sprint)
    challenge = sprint.challenges.select_related("raised_by").filter(pk=challenge_id).first()
    if challenge is None:
        raise Conflict("That challenge is gone.", fix="Reload the page.")
    rules.require_undecided(challenge.decision)
    answer = rules.clean_words(answer, "answer", "Say what the team decided.")
    _decide(challenge, rules.decision_named(decision), answer, actor=actor, now=now)
    _tell(sprint)
    return challenge


def _decide(
    challenge: PlanChallenge, decision: Decision, answer: str, *, actor: User | None, now: datetime
) -> None:  # fmt: skip
    challenge.decision, challenge.answer = str(decision), answer
    challenge.decided_by, challenge.decided_at = actor, now
    challenge.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    diary.record(
        actor=actor, verb="decided on a challenge", subject=challenge.sprint, now=now, team=challenge.sprint.team,
        doubt=challenge.text, decision=str(decision), answer=answer,
    )  # fmt: skip


def _lock_planned(sprint: Sprint) -> Sprint:
    sprint = lock_sprint(sprint)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(f"{sprint} is {sprint.state} already.", fix="Plan the next one.")
    return sprint


def _tell(sprint: Sprint) -> None:
    """The pages of plans listen to their team's backlog."""
    publish(f"backlog:{sprint.team_id}", "plan", {"sprint": sprint.pk})


@sprint_committed.connect
def end_planning(*, sprint: Sprint, actor: User | None, now: datetime) -> None:
    """The team has decided: what was still in doubt is kept as it is, and the meeting is over."""
    for challenge in sprint.challenges.filter(decision="").select_related("sprint__team"):
        _decide(challenge, Decision.KEPT, "The team committed to it.", actor=actor, now=now)
    if meeting := meeting_about(sprint):
        close_meeting(meeting=meeting, actor=actor, now=now)
