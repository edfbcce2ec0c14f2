import secrets

from django.db import models
from django.utils import timezone

from ceremonies.meeting.rules import KIND_NAMES, Kind, State
from teams.models import Team, User


def new_seat() -> str:
    """A name for a seat that nobody can tell a person from."""
    return secrets.token_hex(6)


class MeetingQuerySet(models.QuerySet):
    def open(self):
        """Not closed."""
        return self.exclude(state=State.CLOSED)

    def of_kind(self, kind: Kind):
        return self.filter(kind=kind)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class Meeting(models.Model):
    """One meeting of a team, of whatever ceremony: who runs it, who is there, how far it is.

    Of the guests' link only a nonce and a hash are kept: see `ceremonies.meeting.links`.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=12, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=[(s.value, s.name.title()) for s in State], default=State.LOBBY)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    guests_allowed = models.BooleanField(default=False)
    link_nonce = models.CharField(max_length=43, blank=True)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    timer_seconds = models.PositiveIntegerField(null=True, blank=True)
    timer_ends_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "kind", "-created_at"], name="meeting_of_team")]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        """Its topic on the wire."""
        return f"meeting:{self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def has_begun(self) -> bool:
        return self.state != State.LOBBY


class ParticipantQuerySet(models.QuerySet):
    def present(self):
        """Has a seat and has not left it."""
        return self.filter(left_at=None)

    def voters(self):
        return self.present().filter(is_voter=True)


class Participant(models.Model):
    """A seat in a meeting: of a member, or of a guest who has nothing but a display name.

    The `seat` names it on the wire and says nothing about the person.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    guest_name = models.CharField(max_length=40, blank=True)
    seat = models.CharField(max_length=12, default=new_seat)
    is_voter = models.BooleanField(default=True)
    is_facilitator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_seat_per_person"),
            models.UniqueConstraint(fields=["meeting", "seat"], name="seat_unique_in_meeting"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_guest(self) -> bool:
        return self.user_id is None

    @property
    def name(self) -> str:
        """Needs `user` loaded."""
        return self.guest_name if self.is_guest else str(self.user)

    @property
    def short_name(self) -> str:
        return self.guest_name if self.is_guest else self.user.get_short_name()

    @property
    def is_here(self) -> bool:
        return self.left_at is None
