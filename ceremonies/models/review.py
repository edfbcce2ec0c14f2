"""Tables of reviews: what is shown, what was said of it, and the increment that was recorded."""

from django.db import models
from django.utils import timezone

from ceremonies.models.meeting import Meeting, Participant
from stories.models import Story
from teams.models import User


class Review(models.Model):
    """What a review has besides its meeting.

    `increment` is written when the room closes, see `ceremonies.review.rules.increment`; no later change of a story
    or a sprint reaches it.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="review")
    goal_met = models.BooleanField(null=True, blank=True)
    increment = models.JSONField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.meeting)


class Demo(models.Model):
    """A done story in the order of showing, and what the product owner decided (REV-1)."""

    VERDICTS = (("accepted", "Accepted"), ("returned", "Returned"))

    review = models.ForeignKey(Review, models.CASCADE, related_name="demos")
    story = models.ForeignKey(Story, models.SET_NULL, null=True, related_name="demos")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    serves_goal = models.BooleanField(default=False)
    presenter = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    is_current = models.BooleanField(default=False)
    verdict = models.CharField(max_length=8, choices=VERDICTS, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "story"], name="story_shown_once_in_a_review"),
            models.UniqueConstraint(fields=["review"], condition=models.Q(is_current=True), name="one_demo_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Feedback(models.Model):
    """What somebody said about a story that was shown, or, without `demo`, about the increment (REV-2)."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="feedback")
    demo = models.ForeignKey(Demo, models.CASCADE, null=True, blank=True, related_name="feedback")
    author = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)
    # The backlog story that it became; `story_key` stays when that is deleted.
    story = models.ForeignKey(Story, models.SET_NULL, null=True, blank=True, related_name="heard_as")
    story_key = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
