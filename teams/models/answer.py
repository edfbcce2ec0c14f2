from django.db import models


class KeptAnswer(models.Model):
    """The answer to a request that came with an `Idempotency-Key`, kept for a day.

    It is written in the transaction of the request's effect: either both are there or neither. `organisation` and
    `team` say where the request acted, so that nobody is answered again who has left.
    """

    sender = models.CharField(max_length=24)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    organisation = models.ForeignKey("teams.Organisation", models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey("teams.Team", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="one_answer_for_a_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.sender}"
