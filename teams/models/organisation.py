from django.db import models
from django.utils import timezone

from teams.rules import ROLE_NAMES, OrganisationRole


class Organisation(models.Model):
    """The tenant (PPL-1): nothing of it is visible to, or changeable by, anyone outside it."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class OrganisationMembership(models.Model):
    """A person's place in an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey("teams.User", models.PROTECT, related_name="organisation_memberships")
    role = models.CharField(
        max_length=10, choices=[(r.value, r.name.title()) for r in OrganisationRole], default=OrganisationRole.MEMBER
    )
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_organisation")]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[OrganisationRole(self.role)]


class FormerMembership(models.Model):
    """The place of somebody whose access to an organisation has ended, kept so that it can be given back.

    It stands apart from those who are in, so that nothing that asks for them can let this person through. A row that
    was removed is in no list any more.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_memberships")
    user = models.ForeignKey("teams.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_former_place_each")]

    def __str__(self) -> str:
        return f"{self.user}, formerly in {self.organisation}"
