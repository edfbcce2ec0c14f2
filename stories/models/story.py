from django.db import models
from django.utils import timezone

from stories.checks.rules import criterion_text
from stories.models.persona import Persona
from stories.models.workflow import ChecklistItem, Status
from stories.rules import KIND_NAMES, Category, Kind, Sentence
from teams.models import Team, User


class EpicQuerySet(models.QuerySet):
    def current(self):
        return self.filter(retired_at=None)


class Epic(models.Model):
    """A group of stories that together serve one larger aim."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="epics")
    name = models.CharField(max_length=80)
    description = models.TextField(max_length=10000, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = EpicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="epic_name_unique_in_team")]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="labels")
    name = models.CharField(max_length=40)
    # Who knows it and is willing to teach (PPL-9).
    mentors = models.ManyToManyField(User, blank=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="label_name_unique_in_team")]

    def __str__(self) -> str:
        return self.name


class LabelMerge(models.Model):
    """What one label took in from another, so that a merge can be taken back."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="label_merges")
    name = models.CharField(max_length=40)
    into = models.ForeignKey(Label, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Stories that got `into` by the merge, and those that had both labels before it.
    moved = models.ManyToManyField("Story", related_name="+")
    had_both = models.ManyToManyField("Story", related_name="+")
    mentors = models.ManyToManyField(User, related_name="+")
    taken_back_as = models.ForeignKey(Label, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"“{self.name}” into “{self.into}”"


class StoryQuerySet(models.QuerySet):
    def live(self):
        """Not archived."""
        return self.filter(archived_at=None)

    def in_backlog(self):
        """Waiting in the team's order: in no sprint, and not done."""
        # Asked row by row, not joined: a join would have SQLite sort all stories instead of walking their order.
        done = Status.objects.filter(pk=models.OuterRef("status"), category=Category.DONE)
        return self.live().filter(~models.Exists(done), in_backlog=True)

    def ordered(self):
        return self.order_by("rank", "pk")


class Story(models.Model):
    """One piece of work: a user story, bug, technical debt or spike (STO-1)."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="stories")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=[(k.value, n) for k, n in KIND_NAMES.items()], default=Kind.STORY)
    title = models.CharField(max_length=200)
    persona = models.ForeignKey(Persona, models.PROTECT, null=True, blank=True, related_name="stories")
    goal = models.TextField("I want", max_length=2000, blank=True)
    value = models.TextField("so that", max_length=2000, blank=True)
    description = models.TextField(max_length=20000, blank=True)
    question = models.TextField("question to answer", max_length=2000, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    timebox_days = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    status = models.ForeignKey(Status, models.PROTECT, related_name="stories")
    epic = models.ForeignKey(Epic, models.SET_NULL, null=True, blank=True, related_name="stories")
    labels = models.ManyToManyField(Label, blank=True, related_name="stories")
    assignees = models.ManyToManyField(User, blank=True, related_name="assigned_stories")
    rank = models.BigIntegerField(default=0)
    in_backlog = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    external_key = models.CharField(max_length=60, blank=True)
    # Any change counts up `version` (cards are cached by it); only written text counts up `edit_version` (stale forms).
    version = models.PositiveIntegerField(default=1)
    edit_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="story_number_unique_in_team"),
            models.UniqueConstraint(fields=["team", "key"], name="story_key_unique_in_team"),
        ]
        indexes = [
            models.Index(
                fields=["team", "archived_at", "rank", "id", "status"],
                condition=models.Q(in_backlog=True),
                name="story_order_in_backlog",
            ),
            models.Index(fields=["status", "updated_at"], name="story_latest_in_status"),
            models.Index(fields=["team", "external_key"], name="story_external_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def sentence(self) -> Sentence | None:
        """The story's sentence, None while nothing of it is written."""
        if not self.goal.strip():
            return None
        whom = self.persona.name if self.persona else ""
        return Sentence(whom, self.goal.strip().rstrip("."), self.value.strip().rstrip("."))

    @property
    def is_done(self) -> bool:
        return self.status.category == Category.DONE


class Criterion(models.Model):
    """One acceptance criterion (STO-2): plain `text`, or Given/When/Then."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    given = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=300, blank=True)
    then = models.CharField(max_length=300, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "criteria"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return criterion_text(self.text, self.given, self.when, self.then)


class Task(models.Model):
    """A step of the work on a story, ticked on the card (STO-3)."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class ChecklistTick(models.Model):
    """A story's tick on one line of its team's Definition of Ready or Done."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    ticked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "item"], name="one_tick_per_item")]

    def __str__(self) -> str:
        return f"{self.item} on {self.story}"


class GateOverride(models.Model):
    """A product owner's reason for passing a gate that was not met; kept."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="overrides")
    gate = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    open_items = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.gate} overridden on {self.story}"


class Impediment(models.Model):
    """Something that blocks a story or the team, with an owner who follows it up (IMP-1).

    `other_team` is the team that has to act: it sees the impediment, too (IMP-2).
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="impediments")
    story = models.ForeignKey(Story, models.SET_NULL, null=True, blank=True, related_name="impediments")
    title = models.CharField(max_length=200)
    next_step = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=300, blank=True)
    other_team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="asked_of")

    def __str__(self) -> str:
        return self.title


class Confidence(models.Model):
    """What somebody tells the Scrum masters of a team alone (STD-3). Only they and who told it ever read it.

    It is a table of its own, so that nothing that lists impediments can show it by mistake.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="confidences")
    text = models.CharField(max_length=600)
    told_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_named = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    # When a Scrum master published it in their own words, or put it aside.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-told_at", "-pk"]

    def __str__(self) -> str:
        return "Told in confidence"
