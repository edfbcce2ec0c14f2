"""Who was served by what a sprint delivered (PER-3). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sprints.ledger.rules import ZERO, Scope

RECENT_SPRINTS: Final = 6


@dataclass(frozen=True)
class Renaming:
    """Something was called `old` until `at`."""

    at: datetime
    old: str


def name_at(moment: datetime, current: str, renamings: Iterable[Renaming]) -> str:
    """What something called `current` today was called at `moment`; `renamings` in the order of time."""
    return next((renaming.old for renaming in renamings if renaming.at > moment), current)


@dataclass(frozen=True)
class Share:
    """Points that one closed sprint delivered: those that served the persona, and all."""

    sprint_name: str
    number: int
    served: Decimal
    delivered: Decimal

    @property
    def percent(self) -> float:
        return float(self.served / self.delivered * 100) if self.delivered else 0.0


def served_points(scope: Scope, served: Iterable[int | str]) -> Decimal:
    """Points of the sprint's done stories among `served`, by the references of its ledger."""
    refs = set(served)
    return sum((item.size for ref, item in scope.items.items() if item.is_done and ref in refs), ZERO)


@dataclass(frozen=True)
class Served:
    """One persona's part of everything that was delivered."""

    name: str
    points: Decimal
    delivered: Decimal

    @property
    def percent(self) -> float:
        return float(self.points / self.delivered * 100) if self.delivered else 0.0


def most_and_not_served(served: Sequence[Served]) -> tuple[list[str], list[str]]:
    """Names of those served most (more than one on a tie) and of those who got nothing; empty where nothing was."""
    most = max((one.points for one in served), default=ZERO)
    if not most:
        return [], []
    return [one.name for one in served if one.points == most], [one.name for one in served if not one.points]


def totals(shares: Sequence[Share]) -> tuple[Decimal, Decimal]:
    """Points served and delivered in all the sprints together."""
    return sum((share.served for share in shares), ZERO), sum((share.delivered for share in shares), ZERO)
