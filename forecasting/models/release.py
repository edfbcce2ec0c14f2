"""Releases, and what stakeholders decide about them (VEL-3, VEL-4).

A database trigger refuses any change to `SeenForecast` and `Verdict` (see `sprints/ledger/triggers.py`), so people are
referred to by key: a name can be erased without touching what was decided.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forecasting.releases.choices import CHOICE_NAMES
from stories.models import Epic, Label, Story
from teams.models import Team, User


class ReleaseQuerySet(models.QuerySet):
    def current(self):
        return self.filter(archived_at=None)


class Release(models.Model):
    """What a team ships together: all live stories of its epics and labels, and single ones, but those left out.

    Without a `target_date` it is continuous delivery. `pace_percent` is the share of each sprint that goes into it.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="releases")
    name = models.CharField(max_length=80)
    goal = models.CharField(max_length=300, blank=True)
    target_date = models.DateField(null=True, blank=True)
    pace_percent = models.PositiveSmallIntegerField("share of each sprint in %", default=100)
    epics = models.ManyToManyField(Epic, blank=True, related_name="releases")
    labels = models.ManyToManyField(Label, blank=True, related_name="releases")
    stories = models.ManyToManyField(Story, blank=True, related_name="releases")
    left_out = models.ManyToManyField(Story, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="release_name_unique_in_team")]

    def __str__(self) -> str:
        return self.name


class SeenForecast(models.Model):
    """A release's forecast as somebody saw it when they decided: the fields of `ReleaseForecast`, by name. Immutable.

    `version` is that of the forecast: the same for the same numbers.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="seen_forecasts")
    version = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    said = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["release", "version"], name="a_forecast_is_kept_once")]

    def __str__(self) -> str:
        return f"Forecast of {self.release}"


class Stakeholder(models.Model):
    """Somebody without an account who may decide: known by an e-mail address that they have confirmed."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="stakeholders")
    name = models.CharField(max_length=80)
    email = models.EmailField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "email"], name="one_stakeholder_per_email")]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """A question to the stakeholders of a release; open until `closed_at`.

    `proposal` holds what would change, where something would: `target_date` (ISO), `left_out` (story keys), and the
    `points` that they are.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="decisions")
    question = models.CharField(max_length=300)
    options = models.JSONField()
    proposal = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True, choices=CHOICE_NAMES)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.question


class Verdict(models.Model):
    """What one person decided, why, and the forecast that they saw. Immutable.

    `with_proposal` is the chance that they saw of being done by the proposed date with the proposed scope.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="verdicts")
    choice = models.CharField(max_length=10, choices=CHOICE_NAMES)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, null=True, related_name="verdicts")
    signed = models.CharField("name that a stakeholder decided under", max_length=80, blank=True, default="")
    decided_at = models.DateTimeField()
    forecast = models.ForeignKey(SeenForecast, models.PROTECT, related_name="+")
    with_proposal = models.FloatField(null=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decided_by=None) ^ Q(stakeholder=None), name="a_verdict_has_one_person")
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.decision}"

    @property
    def who(self) -> User | Stakeholder | str:
        """The person, or the name that they decided under: what they call themselves later changes no verdict."""
        return self.decided_by or self.signed or self.stakeholder
