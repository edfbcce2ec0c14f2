import uuid

from django.db import models

from stories.attachments.rules import PICTURE_TYPES, size_in_words
from stories.models.story import Story
from teams.models import User


class CommentQuerySet(models.QuerySet):
    def shown(self):
        """Not taken back."""
        return self.filter(deleted_at=None)


class Comment(models.Model):
    """What somebody says about a story (STO-7): Markdown, in which `@Name` brings a person in."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(max_length=10000)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["story", "written_at"], name="comments_of_story")]

    def __str__(self) -> str:
        return f"Comment on {self.story.key}"


class CommentVersion(models.Model):
    """What a comment said until it was edited."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Earlier words of {self.comment}"


class Mention(models.Model):
    """A person whom a comment brings in. `written` is the name in the text; pages show the one of today."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, models.PROTECT, related_name="mentions")
    written = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="one_mention_per_person")]

    def __str__(self) -> str:
        return f"@{self.written}"


def storage_key(attachment: "Attachment", _name: str) -> str:
    """Where a file lies: below its organisation, under a name that nobody can guess and that says nothing."""
    return f"attachments/{attachment.story.team.organisation_id}/{uuid.uuid4().hex}"


class AttachmentQuerySet(models.QuerySet):
    def shown(self):
        """Not taken back."""
        return self.filter(deleted_at=None)


class Attachment(models.Model):
    """A file on a story. Without a story (it was deleted) only the sweeper still knows it."""

    story = models.ForeignKey(Story, models.SET_NULL, null=True, related_name="attachments")
    file = models.FileField(upload_to=storage_key, max_length=200)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("size in bytes")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it by itself."""
        return self.content_type in PICTURE_TYPES

    @property
    def size_text(self) -> str:
        return size_in_words(self.size)


class StoryLink(models.Model):
    """How two stories of one organisation belong together, read as “source *kind* target”."""

    class Kind(models.TextChoices):
        BLOCKS = "blocks", "Blocks"
        RELATES = "relates", "Relates to"
        SPLIT_FROM = "split_from", "Split from"

    source = models.ForeignKey(Story, models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Story, models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="no_link_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source.key} {self.get_kind_display().lower()} {self.target.key}"
