"""What the page of a release shows besides its forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import caches

from forecasting.models import Release
from forecasting.releases.queries import forecast_key, release_forecast, situation_of
from forecasting.releases.rules.burn_up import Piece
from forecasting.releases.rules.forecast import ReleaseForecast, Situation
from forecasting.releases.rules.plan import LIKELY, FanStep
from forecasting.releases.rules.what_if import Lever, levers
from stories.models import Epic


@dataclass(frozen=True, slots=True)
class Odd:
    """A day with its chance: a quoted one, or the target."""

    day: date
    chance: float
    note: str
    is_likely: bool

    @property
    def of_a_hundred(self) -> int:
        """How many of a hundred such releases; never all and never none."""
        return min(99, max(1, round(100 * self.chance)))

    @property
    def others(self) -> int:
        return 100 - self.of_a_hundred


@dataclass(frozen=True, slots=True)
class Part:
    """The stories of one epic, or all without one."""

    name: str
    pieces: Sequence[Piece]
    points: float
    done: float
    open: int

    @property
    def percent(self) -> float:
        return 100 * self.done / self.points if self.points else 100.0 * (not self.open)


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One look at a release."""

    forecast: ReleaseForecast
    odds: Sequence[Odd]
    levers: Sequence[Lever]
    parts: Sequence[Part]
    shipped: Sequence[Piece]  # latest first
    usual: float

    @property
    def likely(self) -> Odd | None:
        return next((odd for odd in self.odds if odd.is_likely), None)

    @property
    def coming(self) -> list[tuple[FanStep, float]]:
        """Coming sprint ends with the chance of being done by them."""
        chances = {chance.day: chance.chance for chance in self.forecast.chances}
        return [(step, chances[step.day]) for step in self.forecast.fan if step.day in chances]


def page_of(release: Release, now: datetime) -> ReleasePage:
    """Everything on the page that is the same for whoever looks; remembered like the forecast."""
    key = f"release-page:{forecast_key(release, now)}"
    return caches["fragments"].get_or_set(key, lambda: _page(release, now))


def _page(release: Release, now: datetime) -> ReleasePage:
    forecast, situation = release_forecast(release, now), situation_of(release, now)
    names = epic_names(situation.pieces)
    return ReleasePage(
        forecast=forecast,
        odds=odds_of(forecast),
        levers=[] if forecast.missing or forecast.is_done else _levers(situation, names),
        parts=_parts(situation, names),
        shipped=sorted((piece for piece in situation.pieces if piece.done_at), key=lambda one: one.done_at)[::-1],
        usual=situation.usual,
    )


def epic_names(pieces: Iterable[Piece]) -> dict[int, str]:
    """The epics of these stories."""
    return dict(Epic.objects.filter(pk__in={piece.epic for piece in pieces if piece.epic}).values_list("pk", "name"))


def odds_of(forecast: ReleaseForecast) -> list[Odd]:
    """The quoted days and the target in their order, each day once."""
    found: dict[date, Odd] = {}
    for quote in forecast.dates:
        if quote.reached is None:
            continue
        day, chance = quote.reached.day, quote.reached.chance
        said, is_likely = f"at least {100 * quote.probability:.0f}%", quote.probability == LIKELY
        before = found.get(day)
        found[day] = Odd(day, chance, said, is_likely or bool(before and before.is_likely))
    if forecast.target is not None and forecast.by_target is not None:
        same = found.get(forecast.target)
        found[forecast.target] = Odd(forecast.target, forecast.by_target, "your target", bool(same and same.is_likely))
    return [found[day] for day in sorted(found)]


def _levers(situation: Situation, names: dict[int, str]) -> list[Lever]:
    return levers(situation.plan, situation.open_pieces, situation.usual, names, situation.today)


def _parts(situation: Situation, names: dict[int, str]) -> list[Part]:
    """By epic, most open points first; stories without one last."""
    usual = situation.usual
    groups: dict[int | None, list[Piece]] = {}
    for piece in situation.pieces:
        groups.setdefault(piece.epic, []).append(piece)
    parts = [
        Part(
            names.get(epic, "Without an epic"),
            pieces,
            sum(piece.size(usual) for piece in pieces),
            sum(piece.size(usual) for piece in pieces if piece.done_at),
            sum(piece.done_at is None for piece in pieces),
        )
        for epic, pieces in groups.items()
    ]
    return sorted(parts, key=lambda part: (part.name == "Without an epic", part.done - part.points))
