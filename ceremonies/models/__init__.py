from ceremonies.models.meeting import Meeting, Participant
from ceremonies.models.poker import PokerRoom, QueuedStory, Round, Vote

__all__ = ["Meeting", "Participant", "PokerRoom", "QueuedStory", "Round", "Vote"]
