"""Tables of standups. How long somebody spoke, and whether they did, is kept while the room is open and no longer."""

from datetime import time

from django.db import models

from ceremonies.models.meeting import Meeting, Participant
from stories.models import Impediment
from teams.models import Team, User


class StandupAgreement(models.Model):
    """How a team holds its standup.

    On the weekdays `written_on` (as `date.weekday()` numbers) nobody meets: answers are written until `cutoff` by the
    team's clock and then posted as one digest.
    """

    team = models.OneToOneField(Team, models.CASCADE, related_name="standup_agreement")
    call_link = models.URLField(max_length=300, blank=True)
    camera = models.CharField(max_length=120, blank=True)
    written_on = models.JSONField(default=list, blank=True)
    cutoff = models.TimeField(default=time(10))

    def __str__(self) -> str:
        return f"Standup of {self.team}"


class Turn(models.Model):
    """One person's place in the speaking order of an open room; deleted when the room closes (STD-4).

    `seconds` is their fair share, `spoken` what they took. `by_speaker` says whether the speaker handed on.
    """

    WAITING, SPEAKING, HEARD = "waiting", "speaking", "heard"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="turns")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(
        max_length=8, default=WAITING, choices=[(name, name.title()) for name in (WAITING, SPEAKING, HEARD)]
    )
    began_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    spoken = models.PositiveIntegerField(default=0)
    by_speaker = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="one_turn_per_seat"),
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(state="speaking"), name="one_speaker_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.state}"


class ParkedTopic(models.Model):
    """Something to talk about after the standup, with those who are needed for it (STD-2)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="parked")
    text = models.CharField(max_length=160)
    needed = models.ManyToManyField(User, related_name="+", blank=True)
    is_settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class StandupAnswer(models.Model):
    """What a person wrote for one day of a team (STD-5 to STD-7)."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="standup_answers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    yesterday = models.CharField(max_length=600, blank=True)
    today = models.CharField(max_length=600, blank=True)
    in_the_way = models.CharField(max_length=600, blank=True)
    impediment = models.ForeignKey(Impediment, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    # When it was last changed after the others could have read it.
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "written_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "user", "day"], name="one_standup_answer_per_day")]

    def __str__(self) -> str:
        return f"{self.user} on {self.day}"


class PostedStandup(models.Model):
    """A written standup was posted: how many answered of how many who were there that day."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="posted_standups")
    day = models.DateField()
    posted_at = models.DateTimeField()
    answered = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["team", "day"], name="one_standup_posted_per_day")]

    def __str__(self) -> str:
        return f"Standup of {self.day}"
