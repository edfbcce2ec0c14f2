"""Tables that only grow: triggers in the database refuse UPDATE and DELETE (see `sprints/ledger/triggers.py`).

Stories are referred to by number and text, not by foreign key, so that nothing that happens to a story later can
reach these rows. People are referred to by key, so that a name can be erased without touching a number.
"""

from django.db import models
from django.utils import timezone

from sprints.ledger.rules import EventKind
from sprints.models.sprint import Sprint
from teams.models import User


class LedgerEvent(models.Model):
    """One thing that happened to a sprint's scope or to the state of work in it."""

    sprint = models.ForeignKey(Sprint, models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=14, choices=[(k.value, k.name.title()) for k in EventKind])
    story_id = models.BigIntegerField(null=True)
    story_key = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    story_kind = models.CharField(max_length=10, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    status = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=10, blank=True)
    destination = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["sprint", "at", "id"], name="ledger_of_sprint"),
            models.Index(fields=["story_id"], name="ledger_of_story"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_key}".strip()


class Commitment(models.Model):
    """The snapshot taken when the team commits (SPR-3)."""

    sprint = models.OneToOneField(Sprint, models.PROTECT, related_name="commitment")
    goal = models.CharField(max_length=300, blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    time_zone = models.CharField(max_length=60)
    working_days = models.JSONField()
    capacity_days = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    committed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Commitment of {self.sprint}"


class CommittedStory(models.Model):
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="stories")
    story_id = models.BigIntegerField(null=True)
    story_key = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    story_kind = models.CharField(max_length=10)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    persona = models.CharField(max_length=60, blank=True)
    criteria_count = models.PositiveSmallIntegerField(default=0)
    serves_goal = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "committed stories"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.story_key


class CommittedPerson(models.Model):
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="people")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    roles = models.JSONField()
    allocation = models.PositiveSmallIntegerField()
    days_off = models.DecimalField(max_digits=4, decimal_places=1)
    available_days = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        verbose_name_plural = "committed people"

    def __str__(self) -> str:
        return str(self.user)
