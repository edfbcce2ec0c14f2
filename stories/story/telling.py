"""Whoever works on a story hears what happens to it without them (INT-6)."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from stories.models import Comment, Story
from teams.models import User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify


def tell_given(story: Story, had: Collection[int], *, actor: User | None, now: datetime) -> None:
    """Tells whom the story was given to by somebody else; `had` are ids of those who worked on it before."""
    people = [person for person in story.assignees.all() if person.pk not in {*had, actor and actor.pk}]
    if people:
        title = f"{actor or 'Somebody'} gave you {story.key}"
        key = f"given:{story.pk}:{story.edit_version}"
        notify(
            kind=Kind.STORY, key=key, team=story.team, now=now, people=people, title=title, text=story.title,
            address=_address(story),
        )  # fmt: skip


def tell_talked_about(comment: Comment, text: str, *, now: datetime) -> None:
    """Tells those who work on the story and are not named in the comment, which tells them already."""
    story, named = comment.story, set(comment.mentions.values_list("person", flat=True))
    people = [person for person in story.assignees.all() if person.pk not in {*named, comment.author_id}]
    if people:
        notify(
            kind=Kind.STORY, key=f"comment:{comment.pk}", team=story.team, now=now, people=people,
            title=f"{comment.author} wrote about {story.key}", text=text, address=_address(story) + "#talk",
        )  # fmt: skip


def _address(story: Story) -> str:
    return reverse("stories:story", kwargs=story.team.url_kwargs | {"key": story.key})
