import zoneinfo
from datetime import date, datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from teams.models.organisation import Organisation
from teams.rules import ROLE_NAMES, MembershipKind, TeamRole


def weekdays() -> list[int]:
    """Monday to Friday, as `date.weekday()` numbers."""
    return [0, 1, 2, 3, 4]


class Team(models.Model):
    """A Scrum team of one organisation; owns a backlog, a workflow and a rhythm."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    purpose = models.CharField(max_length=160, blank=True)
    key = models.CharField("story key", max_length=10)
    time_zone = models.CharField(max_length=60, default="UTC")
    working_days = models.JSONField(default=weekdays)
    # Whose public holidays the team keeps, as ISO 3166 codes; no country, no public holidays.
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=20, blank=True)
    sprint_days = models.PositiveSmallIntegerField("sprint length in days", default=14)
    scale = models.CharField(max_length=10, default="fibonacci")
    extra_cards = models.JSONField(default=list, blank=True)
    last_story_number = models.PositiveIntegerField(default=0)
    # Part of every cached card's key: bumped when a name that many cards show changes.
    look_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="team_slug_unique_in_organisation"),
            models.UniqueConstraint(fields=["organisation", "key"], name="story_key_unique_in_organisation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """The date on the team's own clock."""
        return now.astimezone(self.zone).date()

    @property
    def url_kwargs(self) -> dict[str, str]:
        """Keyword arguments of every team page's URL; needs `organisation` loaded."""
        return {"organisation_slug": self.organisation.slug, "team_slug": self.slug}


class TeamMembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_at=None)


class TeamMembership(models.Model):
    """A person's place in a team. Leaving sets `left_at`, so that past sprints keep their people."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey("teams.User", models.PROTECT, related_name="team_memberships")
    roles = models.JSONField(default=list)
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.name.title()) for k in MembershipKind], default=MembershipKind.EMBEDDED
    )
    allocation = models.PositiveSmallIntegerField("allocation in %", default=100, validators=[MaxValueValidator(100)])
    focus = models.CharField("what they do", max_length=60, blank=True)
    is_line_manager = models.BooleanField("line manager of people on the team", default=False)
    # Where the person keeps other public holidays than the team; empty means the team's.
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=20, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    @property
    def develops(self) -> bool:
        """Whether their time counts for the team: stakeholders only look on."""
        return bool(set(self.roles) - {TeamRole.STAKEHOLDER})

    @property
    def role_names(self) -> list[str]:
        return [ROLE_NAMES[TeamRole(role)] for role in self.roles]
