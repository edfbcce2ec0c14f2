"""What stories tell the apps above them, in the same transaction as the change."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.hooks import Hook


class ChangeKind(StrEnum):
    EDITED = "edited"
    ESTIMATED = "estimated"
    MOVED = "moved"
    ARCHIVED = "archived"
    DELETED = "deleted"


@dataclass(frozen=True)
class StoryChange:
    """`before` and `after` are points for an estimate and statuses for a move."""

    kind: ChangeKind
    before: Any = None
    after: Any = None
    reason: str = ""


story_changed = Hook("A story is different from now on: story, change, actor, now")
