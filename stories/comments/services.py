"""Comments are written, edited, taken back and restored here (STO-7)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.commands import answered
from core.errors import Conflict
from live.publish import publish
from stories.comments.queries import people_who_see, text_today
from stories.comments.rules import callable_names, canonical, clean_text
from stories.models import Comment, CommentVersion, Mention, Story
from stories.search.services import index_stories
from stories.story.telling import tell_talked_about
from teams.models import User
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify
from teams.services import diary


def _tell(comment: Comment) -> None:
    index_stories([comment.story_id])
    publish(f"story:{comment.story_id}", "comment", {"comment": comment.pk})


def _locked(comment: Comment) -> Comment:
    if (fresh := Comment.objects.select_for_update().filter(pk=comment.pk).first()) is None:
        raise Conflict("The story was deleted in the meantime, and the comment with it.")
    return fresh


def _understood(story: Story, text: str, *, known: dict[str, int] | None = None) -> tuple[str, dict[int, str]]:
    """The text to keep, and whom it brings in; `known` are names that it has used before."""
    people = {person.pk: str(person) for person in people_who_see(story.team)}
    called = {name: (person,) for name, person in (known or {}).items()} | callable_names(people.items())
    return canonical(clean_text(text), called, people)


def _tell_mentioned(comment: Comment, author: User, now: datetime) -> None:
    """Once for each comment: whoever is brought in by an edit hears then, and nobody twice."""
    story = comment.story
    notify(
        kind=Kind.NEEDED, key=f"mention:{comment.pk}", team=story.team, now=now,
        people=[mention.person for mention in comment.mentions.exclude(person=author).select_related("person")],
        title=f"{author} mentioned you on {story.key}", text=text_today(comment),
        address=reverse("stories:story", kwargs=story.team.url_kwargs | {"key": story.key}) + "#talk",
    )  # fmt: skip


def _write_mentions(comment: Comment, mentioned: dict[int, str]) -> None:
    """The rows follow the text; who was brought in before keeps their row."""
    comment.mentions.exclude(person__in=mentioned).delete()
    for person, name in mentioned.items():
        Mention.objects.update_or_create(comment=comment, person_id=person, defaults={"written": name})


@transaction.atomic
def write_comment(*, story: Story, text: str, author: User, now: datetime) -> Comment:
    """Adds a comment; `@Name` brings in people who see the team, `/poll` asks one. Raises Invalid at `text`."""
    text = answered(text, team=story.team, actor=author, now=now, story=story)
    text, mentioned = _understood(story, text)
    comment = Comment.objects.create(story=story, author=author, text=text, written_at=now)
    _write_mentions(comment, mentioned)
    _tell_mentioned(comment, author, now)
    tell_talked_about(comment, text_today(comment), now=now)
    diary.record(actor=author, verb="commented", subject=comment, now=now, team=story.team)
    _tell(comment)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, actor: User, now: datetime) -> Comment:
    """Rewrites a comment; its earlier words are kept. Raises Invalid at `text`, Conflict when it was taken back."""
    comment = _locked(comment)
    if comment.deleted_at:
        raise Conflict("The comment was taken back in the meantime.", fix="Copy your text, or restore the comment.")
    known = {mention.written.lower(): mention.person_id for mention in comment.mentions.all()}
    text, mentioned = _understood(comment.story, text, known=known)
    if text == comment.text:
        return comment
    CommentVersion.objects.create(
        comment=comment, text=comment.text, written_at=comment.edited_at or comment.written_at
    )
    comment.text, comment.edited_at = text, now
    comment.save(update_fields=["text", "edited_at"])
    _write_mentions(comment, mentioned)
    _tell_mentioned(comment, comment.author, now)
    diary.record(actor=actor, verb="edited", subject=comment, now=now, team=comment.story.team)
    _tell(comment)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, actor: User, now: datetime) -> None:
    """Takes a comment back; it can be restored. Again: no change."""
    comment = _locked(comment)
    if comment.deleted_at is None:
        _set_deleted(comment, "took back comment", actor=actor, now=now, deleted=True)


@transaction.atomic
def restore_comment(*, comment: Comment, actor: User, now: datetime) -> None:
    """Shows a comment that was taken back again."""
    comment = _locked(comment)
    if comment.deleted_at is not None:
        _set_deleted(comment, "restored comment", actor=actor, now=now, deleted=False)


def _set_deleted(comment: Comment, verb: str, *, actor: User, now: datetime, deleted: bool) -> None:
    comment.deleted_at, comment.deleted_by = (now, actor) if deleted else (None, None)
    comment.save(update_fields=["deleted_at", "deleted_by"])
    story = comment.story
    diary.record(actor=actor, verb=verb, subject=story, now=now, team=story.team, author=comment.author)
    _tell(comment)
