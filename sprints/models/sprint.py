from django.db import models
from django.db.models import Q
from django.utils import timezone

from sprints.rules import SprintState
from stories.models import ChecklistItem, Story
from teams.models import Team, User


class SprintQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=SprintState.ACTIVE)

    def planned(self):
        return self.filter(state=SprintState.PLANNED)

    def closed(self):
        return self.filter(state=SprintState.CLOSED)


class Sprint(models.Model):
    """A sprint of one team. Its numbers are never stored here: they are read from its ledger."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="sprints")
    number = models.PositiveIntegerField()
    goal = models.CharField(max_length=300, blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.name.title()) for s in SprintState], default=SprintState.PLANNED
    )
    committed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    goal_met = models.BooleanField(null=True, blank=True)
    is_imported = models.BooleanField(default=False)
    dates_known = models.BooleanField(default=True)
    # ISO dates on which the whole team was off, kept when the sprint ends.
    free_days = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SprintQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="sprint_number_unique_in_team"),
            models.UniqueConstraint(fields=["team"], condition=Q(state="active"), name="one_active_sprint_per_team"),
        ]

    def __str__(self) -> str:
        return f"Sprint {self.number}"

    @property
    def is_open(self) -> bool:
        """Still changing: planned or active."""
        return self.state in (SprintState.PLANNED, SprintState.ACTIVE)


class SprintBacklogItem(models.Model):
    """A story's present place in a planned or active sprint; the past is in the ledger only."""

    sprint = models.ForeignKey(Sprint, models.CASCADE, related_name="items")
    story = models.OneToOneField(Story, models.CASCADE, related_name="sprint_item")
    serves_goal = models.BooleanField(default=False)
    status_since = models.DateTimeField()
    rank = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return f"{self.story} in {self.sprint}"


class Capacity(models.Model):
    """One person's availability in one sprint, entered by hand in place of what the calendar says."""

    sprint = models.ForeignKey(Sprint, models.CASCADE, related_name="capacities")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    allocation = models.PositiveSmallIntegerField("allocation in %", default=100)
    days_off = models.DecimalField(max_digits=4, decimal_places=1, default=0)

    class Meta:
        verbose_name_plural = "capacities"
        constraints = [models.UniqueConstraint(fields=["sprint", "user"], name="one_capacity_per_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.sprint}"


class SprintTick(models.Model):
    """A tick on the sprint's own Definition of Done."""

    sprint = models.ForeignKey(Sprint, models.CASCADE, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    ticked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sprint", "item"], name="one_sprint_tick_per_item")]

    def __str__(self) -> str:
        return f"{self.item} in {self.sprint}"
