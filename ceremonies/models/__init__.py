from ceremonies.models.meeting import Meeting, Participant, PhaseTime, TimeBox
from ceremonies.models.poker import PokerRoom, QueuedStory, Round, Vote

__all__ = ["Meeting", "Participant", "PhaseTime", "PokerRoom", "QueuedStory", "Round", "TimeBox", "Vote"]
