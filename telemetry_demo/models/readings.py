"""Summaries and raw readings. Times are microseconds since 1970 in UTC: the range of devices' clocks is wider than that
of any database's own type."""

from typing import Final

from django.db import models

NAME: Final = 200


class Trial(models.Model):
    """A clinical trial whose events came, and the team that sees them; none sees those of a trial without one."""

    name = models.CharField(primary_key=True, max_length=NAME)
    team_id = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """The state of one signal of a patient during a visit, and its summary, written together.

    `total` and `squares` are the exact sums of `telemetry_demo.state.rules.State`, signed big-endian.
    """

    id = models.BigIntegerField(primary_key=True)
    trial = models.CharField(max_length=NAME)
    patient = models.CharField(max_length=NAME)
    visit = models.CharField(max_length=NAME)
    signal = models.CharField(max_length=NAME)
    count = models.BigIntegerField()
    sum = models.FloatField()
    mean = models.FloatField()
    min = models.FloatField()
    max = models.FloatField()
    variance = models.FloatField(null=True)
    first_ts = models.BigIntegerField()
    last_ts = models.BigIntegerField()
    total = models.BinaryField()
    squares = models.BinaryField()
    changed_at = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "patient", "visit", "signal"], name="telemetry_one_series"),
        ]
        indexes = [models.Index(fields=["patient"], name="telemetry_by_patient")]

    def __str__(self) -> str:
        return f"{self.trial} {self.patient} {self.visit} {self.signal}"


class Segment(models.Model):
    """The accepted lines of one commit as they came, compressed (zlib), newlines between them.

    `series` is the index of their series: a msgpack list of keys. In the row itself it costs a commit next to nothing.
    """

    id = models.BigIntegerField(primary_key=True)
    events = models.IntegerField()
    first_ts = models.BigIntegerField()
    last_ts = models.BigIntegerField()
    stored_at = models.BigIntegerField()
    series = models.BinaryField(default=b"\x90")  # an empty list
    lines = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["last_ts", "first_ts"], name="telemetry_segment_times")]

    def __str__(self) -> str:
        return f"{self.events} events in segment {self.pk}"
