"""The phases of sprint planning, as data (SPR-1)."""

from typing import Final

from ceremonies.meeting.phases import Phase

OPENING, GOAL, CAPACITY, STORIES, COMMIT = "opening", "goal", "capacity", "stories", "commit"

PHASES: Final = (
    Phase(OPENING, "What we bring along", 5, "", ("Which of these changes what we plan today?",)),
    Phase(GOAL, "Goal", 10, "", ("What will be true at the end that is not now?",)),
    Phase(CAPACITY, "Capacity", 5, "", ("Who is away, and who is here for something else?",)),
    Phase(STORIES, "Stories", 30, "", ("Which of these serve the goal, and which could wait?",)),
    Phase(COMMIT, "Commit", 10, "", ("What would have to go wrong for this plan to fail?",)),
)
