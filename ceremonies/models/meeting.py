import secrets

from django.db import models
from django.utils import timezone

from ceremonies.meeting.rules import KIND_NAMES, Kind, State
from sprints.models import Sprint
from teams.models import Team, User


def new_seat() -> str:
    """A name for a seat that nobody can tell a person from."""
    return secrets.token_hex(6)


def topic_of(meeting_id: int) -> str:
    """A meeting's topic on the wire."""
    return f"meeting:{meeting_id}"


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
    # The sprint that it is about, for kinds that are about one.
    sprint = models.ForeignKey(Sprint, models.SET_NULL, null=True, blank=True, related_name="meetings")
    # The key of its phase while it runs; kinds without phases leave it empty. See `ceremonies.meeting.phases`.
    phase = models.CharField(max_length=16, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
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
        return topic_of(self.pk)

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
    # When a facilitator's page last said that it is there; of nobody else this is kept.
    seen_at = models.DateTimeField(null=True, blank=True)

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


class PhaseTime(models.Model):
    """A stretch of time that a meeting spent in one phase, with so many people: what timers learn from (FAC-5) and
    what the meeting-time budget adds up (FAC-1). A meeting without phases has stretches of the phase "".
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="times")
    phase = models.CharField(max_length=16, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(ended_at=None), name="one_running_time_of_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase or 'all'} of {self.meeting_id}"


class TimeBox(models.Model):
    """How many minutes a team plans for a kind of meeting (FAC-2)."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="time_boxes")
    kind = models.CharField(max_length=12, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()])
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="one_time_box_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.minutes} minutes"
