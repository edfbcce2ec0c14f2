from django.db import models

from teams.models.organisation import Organisation
from teams.models.team import Team


class Activity(models.Model):
    """The diary: who did what to which object, when, from what to what. Only ever added to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey("teams.User", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="activity_of_subject"),
            models.Index(fields=["team", "-at"], name="activity_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"
