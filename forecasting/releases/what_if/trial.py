"""One what-if beside what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forecasting.releases.rules.forecast import Situation
from forecasting.releases.rules.plan import Changes, Plan
from forecasting.releases.rules.what_if import Cut, Lever, levers, sentence_of
from forecasting.releases.rules.words import day_text, percent

LEFT, RIGHT, TOP, BOTTOM = 44, 730, 26, 268  # of the drawn area, in the drawing of 760 × 296
MOST_ENDS, FEWEST_ENDS = 9, 4


@dataclass(frozen=True, slots=True)
class Row:
    """A sprint end: the chance as planned and with the changes."""

    day: date
    planned: float
    changed: float


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    planned: float
    changed: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The chances as lines; `target` is where the line of the day stands, if in it."""

    points: Sequence[Point]
    grid: Sequence[tuple[float, str]]
    target: float | None

    @property
    def target_anchor(self) -> str:
        """Where the target's words begin, so that they stay in the picture."""
        if self.target is None or LEFT + 60 < self.target < RIGHT - 60:
            return "middle"
        return "start" if self.target <= LEFT + 60 else "end"

    @property
    def planned(self) -> str:
        return "M" + " L".join(f"{point.x:.1f},{point.planned:.1f}" for point in self.points)

    @property
    def changed(self) -> str:
        return "M" + " L".join(f"{point.x:.1f},{point.changed:.1f}" for point in self.points)


@dataclass(frozen=True)
class Trial:
    """What holds as planned, and what would hold with the changes. Raises Refusal when the past says too little."""

    situation: Situation
    planned: Plan
    changes: Changes
    cut: Cut

    @cached_property
    def changed(self) -> Plan:
        return self.planned.changed(self.changes)

    @property
    def is_changed(self) -> bool:
        return self.changes != Changes(target=self.planned.target)

    @property
    def sentence(self) -> tuple[str, str, str]:
        return sentence_of(self.changes, self.cut, self.changed, self.situation.today)

    @property
    def day(self) -> date:
        """The day that is spoken of: the target, else the first likely one as planned, else the last that is known."""
        likely = self.planned.first_at(0.85)
        return self.changes.target or (likely.day if likely else self.planned.stops[-1].day)

    @property
    def before(self) -> float:
        return self.planned.by(self.day)

    @property
    def after(self) -> float:
        return self.changed.by(self.day)

    @cached_property
    def rows(self) -> list[Row]:
        """From the last sprint end that is hardly possible to the first that is nearly certain both ways."""
        both = zip(self.planned.chances, self.changed.chances, strict=True)
        rows = [Row(one.day, one.chance, other.chance) for one, other in both]
        first = next((at for at, row in enumerate(rows) if max(row.planned, row.changed) > 0.01), len(rows) - 1)
        sure = next((at for at, row in enumerate(rows) if min(row.planned, row.changed) > 0.99), len(rows) - 1)
        start = max(0, first - 1)
        return rows[start : max(start + FEWEST_ENDS, min(sure + 2, start + MOST_ENDS))]

    @property
    def levers(self) -> list[Lever]:
        """What else would move it, each on top of the changes."""
        left_out = {piece.story for piece in self.cut.pieces}
        pieces = [piece for piece in self.situation.open_pieces if piece.story not in left_out]
        return levers(self.changed, pieces, self.situation.usual, {}, self.situation.today)

    @property
    def curve(self) -> Curve:
        rows = self.rows
        step = (RIGHT - LEFT) / (len(rows) - 1)
        points = [
            Point(LEFT + step * at, _height(row.planned), _height(row.changed), f"{row.day.day} {row.day:%b}")
            for at, row in enumerate(rows)
        ]
        grid = [(_height(share), f"{100 * share:.0f}%") for share in (0, 0.25, 0.5, 0.75, 1)]
        return Curve(points, grid, _place(rows, self.day, step))

    @property
    def label(self) -> str:
        day = day_text(self.day, self.situation.today)
        return (
            f"Chance of being done by each sprint end. By {day}: {percent(self.before)} as planned, "
            f"{percent(self.after)} with your changes."
        )


def _height(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _place(rows: Sequence[Row], day: date, step: float) -> float | None:
    """Where a day stands between sprint ends that are drawn equally far apart."""
    if not rows[0].day <= day <= rows[-1].day:
        return None
    at = max(place for place, row in enumerate(rows) if row.day <= day)
    if at == len(rows) - 1:
        return float(RIGHT)
    return LEFT + step * (at + (day - rows[at].day).days / (rows[at + 1].day - rows[at].day).days)
