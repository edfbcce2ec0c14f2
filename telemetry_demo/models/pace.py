"""How many events were committed when, and how long they had waited."""

from django.db import models

from telemetry_demo.models.readings import NAME


class Pace(models.Model):
    """Events of a trial that were committed in one step of time after one step of waiting (`pace.rules`)."""

    at = models.BigIntegerField()
    trial = models.CharField(max_length=NAME)
    wait = models.SmallIntegerField()
    events = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["at", "trial", "wait"], name="telemetry_one_pace")]

    def __str__(self) -> str:
        return f"{self.events} events of {self.trial}"
