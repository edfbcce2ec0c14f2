"""The phases of a retrospective, as data (RET-1), with questions that open a talk (RET-6, FAC-3).

The questions begin with what, which or how. “Why” is asked in the five whys only.
"""

from typing import Final

from ceremonies.meeting.phases import Phase

CHECK_IN, GATHER, VOTE, DISCUSS, ACTIONS, CLOSE = "check-in", "gather", "vote", "discuss", "actions", "close"

PHASES: Final = (
    Phase(
        CHECK_IN, "Check-in", 8, "with-side",
        (
            "Which moment of this sprint would you like to have again?",
            "What did you learn that you did not expect?",
            "Who made your work easier, and how?",
            "What would you tell yourself on the first day of this sprint?",
            "Which word describes how you arrive here today?",
        ),
        places_polls=True,
    ),
    Phase(GATHER, "Gather", 8, "", ("What gave you energy?", "What made work harder than it had to be?")),
    Phase(VOTE, "Vote", 5, "", ("Which of these should we talk about?",)),
    Phase(
        DISCUSS, "Discuss", 20, "with-sides middle-first",
        (
            "What would be different if this were solved?",
            "What have we tried already, and what came of it?",
            "What is in our own hands here?",
            "Which part of this could we test in one sprint?",
        ),
    ),
    Phase(ACTIONS, "Actions", 10, "with-side", ("What is the smallest step that would show us more?",)),
    Phase(CLOSE, "Close", 5, "with-side", ("What will you take with you?",), places_polls=True),
)  # fmt: skip
