from stories.models.persona import Persona
from stories.models.story import (
    ChecklistTick,
    Criterion,
    Epic,
    GateOverride,
    Impediment,
    Label,
    Story,
    Task,
)
from stories.models.workflow import ChecklistItem, Status

__all__ = [
    "ChecklistItem",
    "ChecklistTick",
    "Criterion",
    "Epic",
    "GateOverride",
    "Impediment",
    "Label",
    "Persona",
    "Status",
    "Story",
    "Task",
]
