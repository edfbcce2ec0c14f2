from django.db import models

from sprints.models import Sprint


class KeptForecast(models.Model):
    """What was said about a sprint when it started, in points, so that it can be held against what came (VEL-6).

    Nothing changes a row: the engine may learn, but not what it said. `capacity` is the sprint's share of a usual one,
    `chance` the probability that all of the `committed` points get done, None when nothing was committed.
    """

    sprint = models.OneToOneField(Sprint, models.CASCADE, related_name="kept_forecast")
    made_at = models.DateTimeField()
    finished_sprints = models.PositiveSmallIntegerField()
    capacity = models.FloatField(null=True)
    committed = models.FloatField()
    chance = models.FloatField(null=True)
    quantiles = models.JSONField()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Forecast of {self.sprint}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("A kept forecast never changes.")
        super().save(*args, **kwargs)
