"""Tables of retrospectives. The author of an anonymous card, and who gave which dot, is in none of them."""

import secrets

from django.db import models

from ceremonies.models.meeting import Meeting, Participant
from stories.models import Impediment


def random_key() -> int:
    """A key that tells nothing about the order in which cards were written."""
    return secrets.randbelow(2**50) + 1  # fits the numbers of browsers


class Retro(models.Model):
    """What a retrospective has besides.

    `dots` maps blind tokens (see `ceremonies.meeting.blind`) to {topic id: dots}; when voting ends it is counted into
    `Topic.dots` and deleted with the `nonce`. `columns` is a list of [key, name, icon, question].
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="retro")
    is_anonymous = models.BooleanField(default=True)
    columns = models.JSONField()
    dots_each = models.PositiveSmallIntegerField(default=5)
    most_actions = models.PositiveSmallIntegerField(default=3)
    nonce = models.CharField(max_length=43, blank=True)
    dots = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.meeting)


class Topic(models.Model):
    """A group of cards that is voted on and talked about. `dots` is empty until voting has ended."""

    retro = models.ForeignKey(Retro, models.CASCADE, related_name="topics")
    title = models.CharField(max_length=80)
    column = models.CharField(max_length=16)
    position = models.PositiveIntegerField(default=0)
    dots = models.PositiveIntegerField(null=True, blank=True)
    is_current = models.BooleanField(default=False)
    is_talked = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["retro"], condition=models.Q(is_current=True), name="one_topic_at_a_time")
        ]

    def __str__(self) -> str:
        return self.title


class Card(models.Model):
    """One thought. Without a time, under a random key; `author` only where the team chose names.

    `edit_mark` is the hash of a random word that the writer's browser made and keeps: whoever shows it may change the
    card. It is deleted when gathering ends.
    """

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    retro = models.ForeignKey(Retro, models.CASCADE, related_name="cards")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="cards")
    column = models.CharField(max_length=16)
    text = models.CharField(max_length=280)
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    edit_mark = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Why(models.Model):
    """An answer in a topic's five whys, below the answer that it explains: a small tree (RET-4)."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="whys")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="deeper")
    question = models.CharField(max_length=120)
    answer = models.CharField(max_length=200)
    is_root = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.answer


class RetroNote(models.Model):
    """What a retrospective keeps besides actions: an insight or what is outside of its hands (RET-10), and thank-yous,
    which have no sender (RET-9).
    """

    INSIGHT, THANKS, OUTSIDE = "insight", "thanks", "outside"

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    retro = models.ForeignKey(Retro, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=[(INSIGHT, "Insight"), (THANKS, "Thank-you"), (OUTSIDE, "Outside")])
    to = models.CharField(max_length=60, blank=True)
    impediment = models.ForeignKey(Impediment, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=280)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
