"""Everything that is said about a release, as one value."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Self

from forecasting.releases.rules.burn_up import (
    Boundary,
    Burn,
    Piece,
    burn_up,
    growth_per_sprint,
    growth_since,
    usual_size,
)
from forecasting.releases.rules.plan import Chance, FanStep, Plan, Quote
from forecasting.releases.rules.words import Said, headline, joined, more
from forecasting.rules import Refusal


class Lack(StrEnum):
    """Why nothing can be said."""

    SCOPE = "no_scope"
    ESTIMATES = "no_estimates"
    PAST = "no_past"


@dataclass(frozen=True, slots=True)
class Missing:
    """What a forecast waits for: `reason` in a sentence, `have` of `need` things where they are counted."""

    lack: Lack
    reason: str
    have: int = 0
    need: int = 1


@dataclass(frozen=True, slots=True)
class ReleaseForecast:
    """A release as of `made_on`; all sizes in points, all probabilities 0 to 1. No person is in it.

    Where `missing` says why there is no forecast, `chances`, `dates` and `fan` are empty and `by_target` is None; what
    is known about the scope stands all the same. `is_done` with nothing left. `dates` has a Quote for 50, 85 and 95 %.
    `done` and `remaining` are of now; `remaining` holds `assumed` points for the `unestimated` stories. The forecast
    counts from the start of the sprint `since` (0: none runs), when `left_then` points were to do and `done_then` done.
    `growth` is what a sprint adds to the scope, learned from `growth_sprints`. `version` is the same for the same words
    and numbers.
    """

    release: int
    name: str
    goal: str
    target: date | None
    made_on: date
    sentence: Said
    more: Said
    stories: int
    stories_done: int
    done: float
    remaining: float
    unestimated: int
    assumed: float
    since: int
    done_then: float
    left_then: float
    growth: float
    growth_sprints: int
    pace_percent: int
    sprints_known: int
    is_done: bool
    done_on: date | None
    missing: Missing | None
    by_target: float | None
    chances: tuple[Chance, ...]
    dates: tuple[Quote, ...]
    fan: tuple[FanStep, ...]
    history: tuple[Burn, ...]

    @property
    def scope(self) -> float:
        return self.done + self.remaining

    @property
    def done_percent(self) -> float:
        return 100 * self.done / self.scope if self.scope else 100.0 * self.is_done

    @property
    def version(self) -> str:
        text = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Situation:
    """What a release's forecast is made from: its scope, its plan without the work, and its past."""

    release: int
    name: str
    goal: str
    pace_percent: int
    created_at: datetime
    today: date
    pieces: tuple[Piece, ...]
    boundaries: tuple[Boundary, ...]  # ends of past sprints, oldest first
    since: Boundary | None  # start of the running sprint
    frame: Plan  # with no backlog and no growth yet

    @cached_property
    def usual(self) -> float:
        return usual_size(self.pieces)

    @property
    def open_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.done_at is None]

    @cached_property
    def growth_changes(self) -> list[float]:
        return growth_since(self.pieces, self.boundaries, self.created_at, self.usual)

    @cached_property
    def left_then(self) -> float:
        """Points to go when the first coming sprint began: what is open now, and what this sprint has done."""
        return sum(piece.size(self.usual) for piece in self.pieces if not self._done_before(piece))

    @cached_property
    def done_then(self) -> float:
        return sum(piece.size(self.usual) for piece in self.pieces if self._done_before(piece))

    @cached_property
    def plan(self) -> Plan:
        """The plan with the work in it."""
        growth = growth_per_sprint(self.growth_changes)
        return Plan(
            self.frame.history, self.frame.prior, self.frame.stops, self.left_then, growth, self.frame.first,
            self.frame.pace, self.frame.target,
        )  # fmt: skip

    def worked_out(self) -> Self:
        """Itself, with all that what-ifs ask for known."""
        with suppress(Refusal):
            _ = self.plan.chances
        return self

    @property
    def missing(self) -> Missing | None:
        if not self.pieces:
            return Missing(Lack.SCOPE, "Nothing is in this release yet.")
        if not self.usual and self.open_pieces:
            return Missing(Lack.ESTIMATES, "No story of this release is estimated.", 0, len(self.open_pieces))
        return None

    def _done_before(self, piece: Piece) -> bool:
        return piece.done_at is not None and (self.since is None or piece.done_at < self.since.at)


def forecast_of(situation: Situation) -> ReleaseForecast:
    """All that is said; a refusal of the engine stands in it as what is missing."""
    is_done = bool(situation.pieces) and not situation.open_pieces
    missing = situation.missing
    plan = situation.plan
    if missing is None and not is_done:
        try:
            _ = plan.chances
        except Refusal as refusal:
            missing = Missing(Lack.PAST, refusal.reason, refusal.have, refusal.need)
    said = not is_done and missing is None
    return ReleaseForecast(
        **_scope_of(situation),
        is_done=is_done,
        done_on=max(piece.done_at for piece in situation.pieces).date() if is_done else None,
        missing=missing,
        sentence=_sentence(situation, plan, missing, is_done),
        more=joined(more(plan, situation.today)) if said else Said(""),
        by_target=plan.by_target if said else None,
        chances=_until_certain(plan.chances) if said else (),
        dates=tuple(plan.quotes) if said else (),
        fan=tuple(plan.fan(situation.done_then)) if said else (),
        history=_history(situation),
    )


def _scope_of(situation: Situation) -> dict:
    usual, todo = situation.usual, situation.open_pieces
    unestimated = sum(piece.is_unestimated for piece in todo)
    changes = situation.growth_changes
    return {
        "release": situation.release,
        "name": situation.name,
        "goal": situation.goal,
        "target": situation.frame.target,
        "made_on": situation.today,
        "stories": len(situation.pieces),
        "stories_done": len(situation.pieces) - len(todo),
        "done": sum(piece.size(usual) for piece in situation.pieces if piece.done_at is not None),
        "remaining": sum(piece.size(usual) for piece in todo),
        "unestimated": unestimated,
        "assumed": unestimated * usual,
        "since": situation.since.sprint if situation.since else 0,
        "done_then": situation.done_then,
        "left_then": situation.left_then,
        "growth": growth_per_sprint(changes),
        "growth_sprints": len(changes),
        "pace_percent": situation.pace_percent,
        "sprints_known": len(situation.frame.history),
    }


def _history(situation: Situation) -> tuple[Burn, ...]:
    """Ends of past sprints, and today."""
    moments = [*situation.boundaries, *([situation.since] if situation.since else [])]
    past = burn_up(situation.pieces, moments, situation.usual)
    usual, pieces = situation.usual, situation.pieces
    done = sum(piece.size(usual) for piece in pieces if piece.done_at is not None)
    sprint = situation.since.sprint if situation.since else 0
    return (*past, Burn(sprint, situation.today, sum(piece.size(usual) for piece in pieces), done))


def _until_certain(chances: Sequence[Chance]) -> tuple[Chance, ...]:
    """Up to the second sprint end that is over 99 %: what follows says the same."""
    sure = next((place for place, chance in enumerate(chances) if chance.chance > 0.99), len(chances))
    return tuple(chances[: sure + 2])


def _sentence(situation: Situation, plan: Plan, missing: Missing | None, is_done: bool) -> Said:
    if is_done:
        return Said("{} is {}.", (situation.name, "done"))
    if missing is None:
        return headline(situation.name, plan, situation.today)
    return Said(f"No date yet for {{}}: {missing.reason[:1].lower()}{missing.reason[1:]}", (situation.name,))
