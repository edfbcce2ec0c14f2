"""How far each source was read, which numbers came from each device, and what could not be taken in."""

from django.db import models

from telemetry_demo.models.readings import NAME

PART = 1000


class Keeper(models.Model):
    """One row that every commit locks and raises: who holds states in memory sees that somebody else has written."""

    version = models.BigIntegerField(default=0)
    next_series = models.BigIntegerField(default=1)
    next_segment = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"version {self.version}"


class Device(models.Model):
    """The numbers that came from one device: `ranges` is a msgpack list of closed ranges."""

    name = models.CharField(primary_key=True, max_length=NAME)
    ranges = models.BinaryField()
    duplicates = models.BigIntegerField()
    late = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """How far one part of a source (a file, a log) was read, and what came of it."""

    part = models.CharField(primary_key=True, max_length=PART)
    offset = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    fingerprint = models.CharField(max_length=32, default="")
    seen = models.CharField(max_length=100, default="")
    unfinished = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)
    malformed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.part} up to {self.offset}"


class Quarantined(models.Model):
    """A line that was not taken in: malformed, or later than the rule for late events allows."""

    part = models.CharField(max_length=PART, db_index=True)
    line = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    late = models.BooleanField()
    raw = models.BinaryField()
    came_at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.part}, line {self.line}: {self.reason}"


class InitialState(models.Model):
    """A state that was loaded, by the SHA-256 of its file, so that it is applied exactly once."""

    digest = models.CharField(primary_key=True, max_length=64)
    series = models.BigIntegerField()
    applied_at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.series} series of {self.digest[:12]}"
