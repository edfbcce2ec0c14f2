from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from teams.models import Organisation

ICONS = ["stethoscope", "bell-ring", "wrench", "clipboard-list", "heart-pulse", "user-round", "shield-check", "eye"]


class PersonaQuerySet(models.QuerySet):
    def current(self):
        return self.filter(retired_at=None)


class Persona(models.Model):
    """Whom a story serves (PER-1): from the organisation's fixed list, never typed freely."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="personas")
    name = models.CharField(max_length=60)
    role = models.CharField("who they are, in one line", max_length=160, blank=True)
    goals = models.TextField(max_length=2000, blank=True)
    frustrations = models.TextField(max_length=2000, blank=True)
    icon = models.CharField(max_length=40, choices=[(icon, icon) for icon in ICONS], default="user-round")
    tone = models.PositiveSmallIntegerField("colour", default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="persona_name_unique_in_organisation")
        ]

    def __str__(self) -> str:
        return self.name
