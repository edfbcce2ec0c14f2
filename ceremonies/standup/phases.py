"""The phases of a standup, as data."""

from typing import Final

from ceremonies.meeting.phases import Phase

ROUND, PARKING = "round", "parking"

PHASES: Final = (
    Phase(ROUND, "Round", 15, "with-side", ("What has changed since yesterday, and what is in the way?",)),
    Phase(PARKING, "Parking lot", 0, "with-side", ("Who is really needed for this?",)),
)
