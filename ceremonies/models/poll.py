"""Tables of polls. Who answered an anonymous one with what is in none of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ceremonies.models.meeting import Meeting, Participant
from sprints.models import Sprint
from stories.models import Story
from teams.models import Team, User


class PollQuerySet(models.QuerySet):
    def open_at(self, moment):
        """Takes answers at `moment`."""
        begun = Q(opens_at=None) | Q(opens_at__lte=moment)
        return self.filter(begun, Q(closes_at=None) | Q(closes_at__gt=moment), closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)

    def due_at(self, moment):
        """Should be closed by now."""
        return self.filter(closed_at=None, closes_at__lte=moment)


class Poll(models.Model):
    """A question with 2 to 10 options, in a room or in the team.

    `ballots` of an anonymous poll maps blind tokens (see `ceremonies.meeting.blind`) to lists of option ids, in the
    order of the tokens: one value in one row, so that no order of rows tells who came when. Closing counts it into
    `PollOption.votes` and deletes it with the `nonce`. Named polls have rows of `PollAnswer` instead. Polls of one
    `series` are the same question, sprint after sprint.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="polls")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="polls")
    story = models.ForeignKey(Story, models.SET_NULL, null=True, blank=True, related_name="+")
    sprint = models.ForeignKey(Sprint, models.SET_NULL, null=True, blank=True, related_name="+")
    question = models.CharField(max_length=200)
    series = models.CharField(max_length=40, blank=True)
    is_anonymous = models.BooleanField(default=True)
    is_multiple = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=True)
    lets_add = models.BooleanField(default=False)
    for_stakeholders = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True, db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    nonce = models.CharField(max_length=43, blank=True)
    ballots = models.JSONField(default=dict, blank=True)
    answers = models.PositiveIntegerField(default=0)

    objects = PollQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "series", "-asked_at"], name="poll_of_team")]

    def __str__(self) -> str:
        return self.question

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class PollOption(models.Model):
    """One answer that can be chosen; `votes` is counted when the poll closes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    emoji = models.CharField(max_length=16, blank=True)
    text = models.CharField(max_length=60)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["poll", "text"], name="option_once_in_a_poll")]

    def __str__(self) -> str:
        return f"{self.emoji} {self.text}".strip()


class PollAnswer(models.Model):
    """What somebody chose in a named poll: a user, or a guest by their seat."""

    option = models.ForeignKey(PollOption, models.CASCADE, related_name="chosen")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    seat = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "user"], name="one_answer_of_a_user"),
            models.UniqueConstraint(fields=["option", "seat"], name="one_answer_of_a_guest"),
            models.CheckConstraint(
                condition=Q(user=None, seat__isnull=False) | Q(user__isnull=False, seat=None),
                name="answer_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.option)
