import uuid

from django.db import models
from django.utils import timezone

from integrations.imports.rules.run import RunState
from integrations.imports.rules.slugs import FormatSlug
from teams.models import Team, User


def private_path(run: "ImportRun", file_name: str) -> str:
    """Where an upload waits: a name that nobody can guess and that the uploader did not choose."""
    return f"imports/{uuid.uuid4().hex}.csv"


class ImportRun(models.Model):
    """One file on its way into a team. The file is kept only until it has come in; what came of it stays."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="import_runs")
    format = models.CharField(max_length=20, choices=[(slug.value, slug.value) for slug in FormatSlug])
    state = models.CharField(
        max_length=10, choices=[(s.value, s.name.title()) for s in RunState], default=RunState.UPLOADED
    )
    file = models.FileField(upload_to=private_path, blank=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    survey = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    # What came in, so that exactly this can be taken back: numbers of stories, ids of the rest.
    brought = models.JSONField(default=dict)
    # What an undo could take back, and what it left because somebody had worked on it.
    undone = models.JSONField(default=dict)
    # Why work in the background came to nothing: message, field, fix. Told until somebody goes on.
    failure = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["team", "digest"], name="import_of_file")]

    def __str__(self) -> str:
        return f"Import of {self.file_name}"

    @property
    def is_open(self) -> bool:
        return self.state in (RunState.UPLOADED, RunState.CHECKED)

    @property
    def brings_stories(self) -> bool:
        return FormatSlug(self.format).brings_stories
