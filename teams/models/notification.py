from django.db import models

from teams.models.team import Team
from teams.notifications.rules import KINDS, Kind

KIND_CHOICES = [(kind.value, about.name) for kind, about in KINDS.items()]


class Notification(models.Model):
    """Something a person was told, once: `key` names the event, whoever reports it and however often.

    A row is written even where the person wants to hear nothing, so that a later choice brings nothing old back.
    """

    user = models.ForeignKey("teams.User", models.CASCADE, related_name="notifications")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=KIND_CHOICES)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=300, blank=True)
    address = models.CharField("path of the page it is about", max_length=300, blank=True)
    is_here = models.BooleanField("shown in the app", default=True)
    awaits_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notifications_of_person"),
            models.Index(fields=["user"], condition=models.Q(read_at=None, is_here=True), name="unread_of_person"),
            models.Index(fields=["user"], condition=models.Q(awaits_digest=True), name="waiting_for_digest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def icon(self) -> str:
        return KINDS[Kind(self.kind)].icon


class LetterQuerySet(models.QuerySet):
    def due(self, now):
        """Neither sent nor given up, and in nobody's hands."""
        return self.filter(sent_at=None, given_up_at=None, due_at__lte=now).filter(
            models.Q(lease_until=None) | models.Q(lease_until__lte=now)
        )


class Letter(models.Model):
    """The outbox: a letter that is to leave, written in the transaction of what it tells and sent after it.

    `lease_until` says how long whoever is sending it has; a worker that died lets the next one try.
    """

    user = models.ForeignKey("teams.User", models.CASCADE, related_name="letters")
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="written_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at=None, given_up_at=None), name="letters_to_be_sent"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class NotificationChoice(models.Model):
    """Where a person wants to hear of one kind of thing; no row: as the kind suggests."""

    user = models.ForeignKey("teams.User", models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=12, choices=KIND_CHOICES)
    here = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class NotificationHabit(models.Model):
    """Whether a person gets one letter a day instead of many, and when; no row: yes, at half past eight."""

    user = models.OneToOneField("teams.User", models.CASCADE, related_name="notification_habit")
    has_digest = models.BooleanField(default=True)
    digest_at = models.TimeField()

    def __str__(self) -> str:
        return f"Habits of {self.user_id}"
