from django.db import models

from stories.rules import KIND_NAMES, Category, Gate
from teams.models import Team


class Status(models.Model):
    """A step of the team's workflow and a column of its board."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="statuses")
    name = models.CharField(max_length=40)
    category = models.CharField(max_length=10, choices=[(c.value, c.name.title()) for c in Category])
    position = models.PositiveSmallIntegerField()
    wip_limit = models.PositiveSmallIntegerField("work-in-progress limit", null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="status_name_unique_in_team")]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One line of a Definition of Ready or Done (STO-3); `kind` empty means every kind of work."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="checklist_items")
    gate = models.CharField(max_length=10, choices=[(g.value, g.name.title()) for g in Gate])
    kind = models.CharField(max_length=10, blank=True, choices=[(k.value, n) for k, n in KIND_NAMES.items()])
    text = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["gate", "position", "pk"]

    def __str__(self) -> str:
        return self.text
