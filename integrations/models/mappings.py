from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from integrations.imports.rules.slugs import FormatSlug
from teams.models import Organisation, Team, User


class SavedMapping(models.Model):
    """What columns and words of one kind of file mean, kept by name for all teams of an organisation.

    `header` is by what such a file is known again, `kept` what `mappings.rules.pack` makes of somebody's choices,
    `team` where they were made. A removed one waits to be brought back.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="import_mappings")
    team = models.ForeignKey(Team, models.CASCADE, related_name="import_mappings")
    format = models.CharField(max_length=20, choices=[(slug.value, slug.value) for slug in FormatSlug])
    name = models.CharField(max_length=60)
    header = models.CharField(max_length=64)
    kept = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("name"), condition=models.Q(removed_at=None), name="one_mapping_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def column_count(self) -> int:
        """How many columns of the file become something."""
        return sum(bool(field) for field in self.kept["columns"].values())
