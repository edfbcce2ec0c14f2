"""Alert rules with their versions and tries, what they found, and how far they have followed the readings.

Times of readings are microseconds since 1970, as in `telemetry_demo.models`; all others are the server's.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from teams.models import Team
from telemetry_demo.alerting.rules import NAME_LENGTH, Verdict, VersionState

STREAM_NAME: Final = 200  # as in the telemetry tables
_VERDICTS: Final = [(verdict.value, verdict.value) for verdict in Verdict]


class AlertRule(models.Model):
    """A rule of a team by its name; what it says is in its versions."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="alert_rules")
    name = models.CharField(max_length=NAME_LENGTH)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="alert_rule_one_name")]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """A text of a rule. It can be changed until it goes live, never after; `revision` counts the changes."""

    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)
    made_live_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_one_number"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(live_from__isnull=False, live_until__isnull=True), name="rule_one_live"
            ),
            models.UniqueConstraint(fields=["rule"], condition=Q(live_from__isnull=True), name="rule_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} version {self.number}"

    @property
    def state(self) -> VersionState:
        if self.live_from is None:
            return VersionState.DRAFT
        return VersionState.LIVE if self.live_until is None else VersionState.PAST


class RuleTry(models.Model):
    """A text tried on past readings: `found` and `before` are lists of [trial, patient, visit, began, ended]."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="tries")
    text = models.TextField()
    days = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, default="")
    first = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)
    readings = models.BigIntegerField(default=0)
    streams = models.PositiveIntegerField(default=0)
    streams_done = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=list)
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version} tried on {self.days} days"


class Alert(models.Model):
    """A rule held for a stream from `began` to `ended`. The same beginning found again is the same alert."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="telemetry_alerts")
    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="alerts")
    trial = models.CharField(max_length=STREAM_NAME)
    patient = models.CharField(max_length=STREAM_NAME)
    visit = models.CharField(max_length=STREAM_NAME)
    message = models.CharField(max_length=80)
    rings = models.BooleanField()
    began = models.BigIntegerField()
    ended = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=5, choices=_VERDICTS, default="", blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "trial", "patient", "visit", "began"], name="alert_once_for_each_beginning"
            )
        ]
        indexes = [
            models.Index(fields=["team", "found_at"], name="alerts_of_a_team"),
            models.Index(fields=["team", "began"], name="alerts_by_beginning"),
            models.Index(fields=["version", "patient"], condition=Q(ended__isnull=True), name="alerts_going_on"),
        ]

    def __str__(self) -> str:
        return f"{self.message}: {self.patient}"


class WatchedStream(models.Model):
    """What a live version remembers of a stream, and when the server's clock next has something to decide in it."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="streams")
    trial = models.CharField(max_length=STREAM_NAME)
    patient = models.CharField(max_length=STREAM_NAME)
    visit = models.CharField(max_length=STREAM_NAME)
    kept = models.BinaryField()
    arrived_at = models.DateTimeField()
    wakes_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "trial", "patient", "visit"], name="watched_stream_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} on {self.patient}"


class Gateway(models.Model):
    """What an edge agent last told of itself, by the name of its device: the rules that it `obeys` or has `refused`
    (version: why), readings that it read and sent on as they were, events that wait, and bytes in and out."""

    name = models.CharField(max_length=STREAM_NAME, unique=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="gateways")
    heard_at = models.DateTimeField()
    digest = models.CharField(max_length=64, default="", blank=True)
    obeys = models.JSONField(default=list)
    refused = models.JSONField(default=dict)
    read = models.BigIntegerField(default=0)
    passed = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    bytes_sent = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeviceKey(models.Model):
    """What a device shows when it sends by HTTP: the SHA-256 of its secret, and of the one before for a while.

    It opens the events of this device in this trial, and of this patient alone where one is named.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="device_keys")
    device = models.CharField(max_length=STREAM_NAME, unique=True)
    trial = models.CharField(max_length=STREAM_NAME)
    patient = models.CharField(max_length=STREAM_NAME, default="", blank=True)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    previous_digest = models.CharField(max_length=64, default="", blank=True, db_index=True)
    previous_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["device"]

    def __str__(self) -> str:
        return self.device


class FollowedUpTo(models.Model):
    """The last segment of raw readings that rules have read: one row, locked by whoever follows."""

    segment = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"segment {self.segment}"
