"""What refinement decides about old stories (STO-9): keep for a quarter, or archive. Each with a reason."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict
from stories.hooks import ChangeKind, StoryChange
from stories.models import Keep, Story
from stories.stale.rules import clean_reason, kept_until
from stories.story.services import archive_story, lock_story, save_change
from teams.models import User
from teams.services import diary

EDITED = StoryChange(ChangeKind.EDITED)


@transaction.atomic
def keep_story(*, story: Story, reason: str, actor: User, now: datetime) -> Keep:
    """Nobody is asked about this story for one quarter; again: the quarter begins anew. Raises Invalid at `reason`."""
    story, reason = lock_story(story), clean_reason(reason)
    if story.archived_at is not None:
        raise Conflict(f"{story.key} is archived.", field="story", fix="Restore it to keep it.")
    words = {"until": kept_until(story.team.today(now)), "reason": reason}
    keep, _ = Keep.objects.update_or_create(story=story, defaults={**words, "by": actor, "at": now})
    diary.record(actor=actor, verb="kept", subject=story, now=now, team=story.team, **words)
    save_change(story, EDITED, actor=actor, now=now)
    return keep


@transaction.atomic
def ask_again(*, story: Story, actor: User, now: datetime) -> None:
    """Takes a decision to keep back: the story is on the list again. Again: no change."""
    story = lock_story(story)
    if Keep.objects.filter(story=story).delete()[0]:
        diary.record(actor=actor, verb="asked again", subject=story, now=now, team=story.team)
        save_change(story, EDITED, actor=actor, now=now)


@transaction.atomic
def archive_stale(*, story: Story, reason: str, actor: User, now: datetime) -> Story:
    """As `archive_story`, but never without a reason. Raises Invalid at `reason`."""
    return archive_story(story=story, actor=actor, now=now, reason=clean_reason(reason))
