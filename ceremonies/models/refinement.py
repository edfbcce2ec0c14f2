"""What a refinement has besides the meeting. What was decided about stories stands with the stories."""

from django.db import models

from ceremonies.models.meeting import Meeting
from stories.models import Story


class Refinement(models.Model):
    """The story that is before the room, and the poker room that was opened from here."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="refinement")
    current = models.ForeignKey(Story, models.SET_NULL, null=True, blank=True, related_name="+")
    poker = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.meeting)


class LookedAt(models.Model):
    """A story that was before the room."""

    refinement = models.ForeignKey(Refinement, models.CASCADE, related_name="looks")
    story = models.ForeignKey(Story, models.CASCADE, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refinement", "story"], name="one_look_at_a_story")]

    def __str__(self) -> str:
        return f"{self.story} in {self.refinement}"
