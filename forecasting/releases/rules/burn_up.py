"""How scope and done points of a release came to be what they are today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from forecasting import rules


@dataclass(frozen=True, slots=True)
class Piece:
    """A story of a release's scope.

    `estimates` are all its estimates in their order, each with the time from which it held; None is none. `counts` says
    whether it should have one: a spike has a timebox instead.
    """

    story: int
    key: str
    title: str
    counts: bool
    epic: int | None
    rank: int
    estimates: tuple[tuple[datetime, float | None], ...]
    done_at: datetime | None

    @property
    def points(self) -> float | None:
        return self.estimates[-1][1]

    @property
    def is_unestimated(self) -> bool:
        """Work to be done whose size nobody has said."""
        return self.points is None and self.counts and self.done_at is None

    def size_at(self, moment: datetime, usual: float) -> float:
        """Points at a moment: 0 before it was written, `usual` while nobody had estimated it."""
        known = [points for at, points in self.estimates if at <= moment]
        if not known:
            return 0.0
        return (usual if self.counts else 0.0) if known[-1] is None else known[-1]

    def size(self, usual: float) -> float:
        return (usual if self.counts else 0.0) if self.points is None else self.points


@dataclass(frozen=True, slots=True)
class Boundary:
    """A moment at which a sprint ended or began, on the team's calendar."""

    sprint: int
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Burn:
    """Points of a release at the end of a sprint: all that it held, and what of it was done."""

    sprint: int
    day: date
    scope: float
    done: float


def usual_size(pieces: Iterable[Piece]) -> float:
    """What an estimated story of the scope has on average; 0 when none is estimated."""
    known = [piece.points for piece in pieces if piece.points is not None and piece.counts]
    return sum(known) / len(known) if known else 0.0


def burn_up(pieces: Sequence[Piece], boundaries: Iterable[Boundary], usual: float) -> list[Burn]:
    """Today's scope as it stood at each boundary, oldest first, from the last empty one on."""
    burns = [
        Burn(
            one.sprint,
            one.day,
            sum(piece.size_at(one.at, usual) for piece in pieces),
            sum(piece.size(usual) for piece in pieces if piece.done_at and piece.done_at <= one.at),
        )
        for one in boundaries
    ]
    first = next((place for place, burn in enumerate(burns) if burn.scope), len(burns))
    return burns[max(0, first - 1) :]


def growth_since(pieces: Sequence[Piece], boundaries: Sequence[Boundary], since: datetime, usual: float) -> list[float]:
    """Points by which each sprint that began after `since` changed the scope: written and re-estimated stories.

    What is left out of a release was never in it, so that a cut, which is a decision, is not taken as going on.
    """
    ends = [one.at for one in boundaries if one.at >= since]
    scopes = [sum(piece.size_at(at, usual) for piece in pieces) for at in ends]
    return [after - before for before, after in pairwise(scopes)]


def growth_per_sprint(changes: Sequence[float]) -> float:
    """What a coming sprint is expected to add; nothing while too few sprints have shown it."""
    return rules.scope_growth(changes) if len(changes) >= rules.ENOUGH_SPRINTS else 0.0
