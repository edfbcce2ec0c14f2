"""What the columns of issue trackers can become: the fields of a story, and what tells of sprints and families."""

from dataclasses import replace
from typing import Final

from integrations.imports.rules.fields import STORY_FIELDS, STORY_SET, Field, FieldSet

# Names that mean something else, or more, in an issue tracker than in a list of stories.
_INSTEAD: Final = {
    "epic": ("epic link", "epic link summary", "epic", "epics", "parent summary"),
    "labels": (
        "labels", "label", "tags", "components", "component s", "component", "fix versions", "fix version s",
        "fix version",
    ),
}  # fmt: skip
_MORE: Final = (
    Field("id", "Id inside the tool", ("issue id", "id")),
    Field("sprint", "Sprints", ("sprint", "sprints", "milestone"), many=True),
    Field("resolved", "Resolved on", ("resolved", "resolution date", "resolutiondate", "closed at", "finish date")),
    Field("parent", "Parent", ("parent", "parent id", "parent key", "parent issue"), many=True),
    Field("epic_name", "Epic's own name", ("epic name",)),
    Field("sprint_start", "Sprint's first day", ("sprint start", "sprint start date", "cycle start",
                                                 "iteration start")),
    Field("sprint_end", "Sprint's last day", ("sprint end", "sprint end date", "cycle end", "iteration end",
                                              "milestone due")),
    Field("sprint_state", "Sprint's state", ("sprint state", "milestone state")),
    Field("blocks", "Blocks", ("outward issue link blocks", "outward issue link blocker", "blocks"), many=True),
    Field("blocked_by", "Blocked by", ("inward issue link blocks", "inward issue link blocker", "blocked by"),
          many=True),
    Field("relates", "Relates to", tuple(f"{side} issue link {kind}" for side in ("inward", "outward")
                                         for kind in ("relates", "duplicate", "duplicates", "cloners")), many=True),
    Field("estimate", "Time estimate", ("original estimate",)),
)  # fmt: skip

TRACKER_FIELDS: Final = (
    *(replace(field, known_as=_INSTEAD.get(field.name, field.known_as)) for field in STORY_FIELDS),
    *_MORE,
)
TRACKER_SET: Final = FieldSet(TRACKER_FIELDS, STORY_SET.needed, STORY_SET.owner_names)
