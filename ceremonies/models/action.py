"""What a team decided to try, followed until it is done or dropped (RET-5)."""

from django.db import models
from django.utils import timezone

from ceremonies.models.meeting import Meeting
from teams.models import Team, User


class ActionQuerySet(models.QuerySet):
    def still_open(self):
        return self.filter(state="open")

    def of_team(self, team: Team):
        return self.filter(team=team).select_related("owner", "meeting__sprint")


class Action(models.Model):
    """One action with its owner, when it is due and how the team will know that it worked."""

    STATES = (("open", "Open"), ("done", "Done"), ("dropped", "Dropped"))

    team = models.ForeignKey(Team, models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="actions")
    title = models.CharField(max_length=160)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField()
    measure = models.CharField(max_length=200)
    source = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default="open")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == "open"


class Decision(models.Model):
    """What a retrospective, or its owner between two, said about an action: done, kept or dropped, and why."""

    VERDICTS = (("done", "Done"), ("keep", "Keep"), ("drop", "Drop"))

    action = models.ForeignKey(Action, models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="decisions")
    verdict = models.CharField(max_length=4, choices=VERDICTS)
    reason = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "meeting"], name="one_decision_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.action_id}"
