from ceremonies.models.action import Action, Decision
from ceremonies.models.meeting import Meeting, Participant, PhaseTime, TimeBox
from ceremonies.models.planning import PlanChallenge
from ceremonies.models.poker import PokerRoom, QueuedStory, Round, Vote
from ceremonies.models.poll import Poll, PollAnswer, PollOption
from ceremonies.models.refinement import LookedAt, Refinement
from ceremonies.models.retro import Card, Retro, RetroNote, Topic, Why
from ceremonies.models.review import Demo, Feedback, Review
from ceremonies.models.schedule import CalendarFeed, CeremonySlot
from ceremonies.models.standup import ParkedTopic, PostedStandup, StandupAgreement, StandupAnswer, Turn

__all__ = [
    "Action", "CalendarFeed", "Card", "CeremonySlot", "Decision", "Demo", "Feedback", "LookedAt", "Meeting",
    "ParkedTopic", "Participant", "PhaseTime", "PlanChallenge", "PokerRoom", "Poll", "PollAnswer", "PollOption",
    "PostedStandup", "QueuedStory", "Refinement", "Retro", "RetroNote", "Review", "Round", "StandupAgreement",
    "StandupAnswer", "TimeBox", "Topic", "Turn", "Vote", "Why",
]  # fmt: skip
