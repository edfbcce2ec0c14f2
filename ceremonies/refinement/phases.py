"""The phases of a refinement, as data, with questions that open a talk (FAC-3)."""

from typing import Final

from ceremonies.meeting.phases import Phase

STORIES, OLD = "stories", "old"

PHASES: Final = (
    Phase(
        STORIES, "Stories", 45, "with-sides middle-first",
        (
            "How would we see that this works?",
            "What could we leave out and still help this person?",
            "Which part of this do we know least about?",
        ),
    ),
    Phase(OLD, "Old stories", 10, "with-side", ("Which of these would we write again today?",)),
)  # fmt: skip
