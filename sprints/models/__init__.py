from sprints.models.ledger import Commitment, CommittedPerson, CommittedStory, LedgerEvent
from sprints.models.sprint import Capacity, Sprint, SprintBacklogItem, SprintTick

__all__ = [
    "Capacity",
    "Commitment",
    "CommittedPerson",
    "CommittedStory",
    "LedgerEvent",
    "Sprint",
    "SprintBacklogItem",
    "SprintTick",
]
