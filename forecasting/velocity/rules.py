"""Velocity: finished sprints as the ledger tells them, and how predictable they were together."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class FinishedSprint:
    """One closed sprint in points. ``reestimated`` is the net change, everything else counts up."""

    number: int
    committed: float
    added: float
    removed: float
    reestimated: float
    carried: float
    completed: float


@dataclass(frozen=True, slots=True)
class Predictability:
    """Points over several sprints; the shares are of what was committed, 0.9 meaning 90 %."""

    committed: float
    added: float
    removed: float
    reestimated: float
    carried: float
    completed: float
    most_carried: FinishedSprint

    @classmethod
    def of(cls, sprints: Sequence[FinishedSprint]) -> Self | None:
        """Over the sprints that committed to anything; None when none did."""
        kept = [sprint for sprint in sprints if sprint.committed]
        if not kept:
            return None
        return cls(
            committed=sum(sprint.committed for sprint in kept),
            added=sum(sprint.added for sprint in kept),
            removed=sum(sprint.removed for sprint in kept),
            reestimated=sum(abs(sprint.reestimated) for sprint in kept),
            carried=sum(sprint.carried for sprint in kept),
            completed=sum(sprint.completed for sprint in kept),
            most_carried=max(kept, key=lambda sprint: sprint.carried),
        )

    @property
    def completed_share(self) -> float:
        return self.completed / self.committed

    @property
    def carried_share(self) -> float:
        return self.carried / self.committed

    @property
    def changed_share(self) -> float:
        """Scope that came, went or changed size after the commitment."""
        return (self.added + self.removed + self.reestimated) / self.committed


def together(sprints: Sequence[FinishedSprint]) -> FinishedSprint:
    """The sums over at least one sprint; ``number`` says over how many."""
    _, *points = (sum(column) for column in zip(*map(astuple, sprints), strict=True))
    return FinishedSprint(len(sprints), *points)


def in_words(points: float) -> str:
    """Points of a forecast as one says them: whole from ten on, else to a tenth."""
    return f"{points:.0f}" if points >= 9.95 else f"{points:.1f}".removesuffix(".0")
