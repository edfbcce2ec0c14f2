"""What planning keeps besides the plan: challenges of it (SPR-2)."""

from django.db import models

from sprints.models import Sprint
from teams.models import User


class PlanChallenge(models.Model):
    """A doubt about a plan, with where the plan stood then, and what the team decided.

    `chance` is P(all of it gets done) between 0 and 1, None where there was no forecast.
    """

    DECISIONS = (("kept", "Plan kept"), ("changed", "Plan changed"))

    sprint = models.ForeignKey(Sprint, models.CASCADE, related_name="challenges")
    text = models.CharField(max_length=300)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    chance = models.FloatField(null=True, blank=True)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=7, choices=DECISIONS, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def of_a_hundred(self) -> int | None:
        """How many of a hundred such plans get done, as it was said then."""
        return None if self.chance is None else min(99, max(1, round(100 * self.chance)))
