"""The phases of a review, as data (REV-1)."""

from typing import Final

from ceremonies.meeting.phases import Phase

OPENING, DEMO, INCREMENT = "opening", "demo", "increment"

PHASES: Final = (
    Phase(OPENING, "Goal and numbers", 5, "with-side"),
    Phase(
        DEMO, "Demo", 35, "with-sides middle-first",
        (
            "What can you do now that you could not do before?",
            "What would you try first with this?",
            "What is still in your way?",
        ),
    ),
    Phase(INCREMENT, "Increment", 15, "with-side", ("What should come next, now that you have seen this?",)),
)  # fmt: skip
