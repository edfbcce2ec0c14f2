"""When a team meets, and the calendar feeds that tell of it (FAC-2, FAC-4)."""

from django.db import models

from ceremonies.meeting.rules import KIND_NAMES
from ceremonies.schedule.rules import RHYTHM_NAMES
from teams.models import Team, User


class CeremonySlot(models.Model):
    """When a team holds one kind of ceremony, by its own clock: on weekdays, or on a day of each sprint."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="ceremony_slots")
    kind = models.CharField(max_length=12, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    rhythm = models.CharField(max_length=8, choices=[(one.value, name) for one, name in RHYTHM_NAMES.items()])
    weekdays = models.JSONField(default=list)  # as `date.weekday()` numbers; empty for a day of the sprint
    at = models.TimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="one_slot_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%H:%M}"


class CalendarFeed(models.Model):
    """A person's address for calendar programs. Only its digest is kept; making another revokes it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"
