from stories.models.persona import Persona
from stories.models.refining import Keep, Learning
from stories.models.search import SearchText
from stories.models.story import (
    ChecklistTick,
    Confidence,
    Criterion,
    Epic,
    GateOverride,
    Impediment,
    Label,
    LabelMerge,
    Story,
    Task,
)
from stories.models.talk import Attachment, Comment, CommentVersion, Mention, StoryLink
from stories.models.workflow import ChecklistItem, Status

__all__ = [
    "Attachment",
    "ChecklistItem",
    "ChecklistTick",
    "Comment",
    "CommentVersion",
    "Confidence",
    "Criterion",
    "Epic",
    "GateOverride",
    "Impediment",
    "Keep",
    "Label",
    "LabelMerge",
    "Learning",
    "Mention",
    "Persona",
    "SearchText",
    "Status",
    "Story",
    "StoryLink",
    "Task",
]
