"""What refinement decides about stories."""

from django.db import models

from stories.models.story import Story
from teams.models import User


class Keep(models.Model):
    """The decision to keep an old story for a quarter, until the day `until` included (STO-9)."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="keep")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.story.key} kept until {self.until}"
