"""A spike ends with what was learned (STO-10)."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from stories.hooks import ChangeKind, StoryChange
from stories.models import Learning, Story
from stories.rules import Kind
from stories.story.services import lock_story, save_change
from teams.models import User
from teams.services import diary

LONGEST = 5000


@transaction.atomic
def write_learning(*, spike: Story, text: str, actor: User, now: datetime) -> Learning:
    """What the spike has taught; a later text replaces it. Raises Invalid at `learning`, Conflict for other work."""
    spike, text = lock_story(spike), text.replace("\x00", "").strip()
    if spike.kind != Kind.SPIKE:
        raise Conflict(f"{spike.key} is no spike.", field="story", fix="Only a spike ends with what was learned.")
    if not text:
        raise Invalid("What was learned is missing.", field="learning", fix="Answer the question in a few words.")
    if len(text) > LONGEST:
        raise Invalid(f"At most {LONGEST} characters fit here.", field="learning", fix="Shorten the text.")
    learning, _ = Learning.objects.update_or_create(story=spike, defaults={"text": text, "by": actor, "at": now})
    diary.record(actor=actor, verb="learned", subject=spike, now=now, team=spike.team, learning=text[:300])
    save_change(spike, StoryChange(ChangeKind.EDITED), actor=actor, now=now)
    return learning
