from django.db import models
from django.db.models import F, Q

from teams.availability.rules.days import AbsenceKind, Share, Span
from teams.models.organisation import Organisation
from teams.models.team import Team, TeamMembership
from teams.rules import MembershipKind

KINDS = [(kind.value, kind.name.title()) for kind in MembershipKind]


class RemovableQuerySet(models.QuerySet):
    def present(self):
        return self.filter(removed_at=None)


class Removable(models.Model):
    """What can be taken back for a day after it was removed, and is then forgotten."""

    removed_at = models.DateTimeField(null=True, blank=True)

    objects = RemovableQuerySet.as_manager()

    class Meta:
        abstract = True


class Absence(Removable):
    """Days off of a person, the same for all teams of the organisation. Why is told to few: see `permissions`."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="absences")
    user = models.ForeignKey("teams.User", models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    from_noon = models.BooleanField("works on the first morning", default=False)
    until_noon = models.BooleanField("works on the last afternoon", default=False)
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.name.title()) for kind in AbsenceKind], default=AbsenceKind.HOLIDAY
    )
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first_day", "from_noon", "pk"]
        indexes = [models.Index(fields=["organisation", "user", "last_day"], name="absences_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"Days off of {self.user}"

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day, self.from_noon, self.until_noon)


class Allocation(Removable):
    """A share of a person's time that differs from their usual one on the team, from a day until another.

    Without `last_day` it holds until further notice.
    """

    membership = models.ForeignKey(TeamMembership, models.CASCADE, related_name="allocations")
    percent = models.PositiveSmallIntegerField("share of their time in %")
    kind = models.CharField(max_length=10, choices=KINDS, default=MembershipKind.EMBEDDED)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="allocation_at_most_whole"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="allocation_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}% of {self.membership}"

    @property
    def share(self) -> Share:
        return Share(self.percent, self.first_day, self.last_day)


class TeamDay(Removable):
    """A day on which a team departs from its country: works on a public holiday, or has a day off of its own."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="own_days")
    day = models.DateField()
    works = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "day"], condition=Q(removed_at=None), name="one_departure_per_team_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.day:%d %b %Y}"
