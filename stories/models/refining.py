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


class Learning(models.Model):
    """What a spike has taught: the answer to its question (STO-10)."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="learning")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Learned by {self.story.key}"
