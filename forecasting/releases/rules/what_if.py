"""What would move the date: the same engine, asked again with one thing changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from forecasting.releases.rules.burn_up import Piece
from forecasting.releases.rules.plan import LIKELY, Changes, Plan
from forecasting.releases.rules.words import day_text, percent
from forecasting.velocity.rules import in_words

LESS_CAPACITY = 0.9
MOST_EPICS, MOST_NAMED = 3, 3
WORTH_SAYING = 0.01  # a smaller change of the chance is not worth a line


@dataclass(frozen=True, slots=True)
class Cut:
    """Open stories that would be left out, last of the order first, and their points."""

    pieces: tuple[Piece, ...]
    points: float

    @property
    def in_words(self) -> str:
        """“Dashboards” (13), “Labels” (2) and 3 more."""
        named = [f"“{piece.title}” ({in_words(piece.points or 0)})" for piece in self.pieces[:MOST_NAMED]]
        others = len(self.pieces) - len(named)
        if others:
            return f"{', '.join(named)} and {others} more"
        return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else "".join(named)


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that could be changed: the chance by `day` with it, and the what-if's query that shows it."""

    text: str
    note: str
    day: date
    chance: float
    is_gain: bool
    query: Mapping[str, object]

    @property
    def address(self) -> str:
        """The query as a what-if's address has it."""
        return urlencode(self.query)


def choose_cut(pieces: Sequence[Piece], points: float, usual: float, epics: Iterable[int] = ()) -> Cut:
    """All open stories of these epics, and from the end of the order as many others as fit into `points`."""
    left_out = set(epics)
    chosen = [piece for piece in pieces if piece.epic in left_out]
    room = points
    for piece in sorted(pieces, key=lambda piece: (-piece.rank, -piece.story)):
        size = piece.size(usual)
        if piece.epic not in left_out and 0 < size <= room:
            chosen.append(piece)
            room -= size
    return Cut(tuple(chosen), sum(piece.size(usual) for piece in chosen))


def levers(plan: Plan, pieces: Sequence[Piece], usual: float, epics: Mapping[int, str], today: date) -> list[Lever]:
    """What would move the chance by the target, else by the day of which it is likely; the greatest gains first.

    Empty where no such day is known. `pieces` are the open ones, `epics` the names by id.
    """
    likely = plan.first_at(LIKELY)
    day = plan.target or (likely and likely.day)
    if day is None:
        return []
    now = plan.by(day)
    tried = [*_cuts(plan, pieces, usual, epics, day), *_others(plan, day, today)]
    told = [lever for lever in tried if abs(lever.chance - now) >= WORTH_SAYING]
    return sorted(told, key=lambda lever: (not lever.is_gain, -abs(lever.chance - now)))


def _cuts(plan: Plan, pieces: Sequence[Piece], usual: float, epics: Mapping[int, str], day: date) -> Iterator[Lever]:
    sizes = {epic: sum(piece.size(usual) for piece in pieces if piece.epic == epic) for epic in epics}
    whole = [epic for epic, size in sizes.items() if 0 < size < plan.backlog]
    for epic in sorted(whole, key=lambda epic: -sizes[epic])[:MOST_EPICS]:
        chance = plan.changed(Changes(cut=sizes[epic])).by(day)
        text = f"Leave out the rest of “{epics[epic]}” ({in_words(sizes[epic])} points)"
        yield Lever(text, "It can be a release of its own", day, chance, True, {"without": epic})
    last = choose_cut(pieces, plan.backlog / 10, usual)
    if last.points:
        chance = plan.changed(Changes(cut=last.points)).by(day)
        text = f"Leave out the last {in_words(last.points)} points of the order"
        yield Lever(text, last.in_words, day, chance, True, {"points": round(plan.backlog / 10)})


def _others(plan: Plan, day: date, today: date) -> Iterator[Lever]:
    if plan.growth:
        chance = plan.changed(Changes(frozen=True)).by(day)
        yield Lever("Take no new scope from now on", "New wishes wait for the next release", day, chance, True,
                    {"frozen": 1})  # fmt: skip
    later = next((chance for chance in plan.chances if chance.day > day), None)
    if plan.target and later:
        yield Lever(f"Move the target to {day_text(later.day, today)}", "One sprint later, with nothing left out",
                    later.day, later.chance, True, {"target": later.day.isoformat()})  # fmt: skip
    chance = plan.changed(Changes(capacity=LESS_CAPACITY)).by(day)
    yield Lever("Work with a tenth less capacity", "Somebody leaves, or other work comes in between", day, chance,
                False, {"capacity": round(100 * LESS_CAPACITY)})  # fmt: skip


def sentence_of(changes: Changes, cut: Cut, plan: Plan, today: date) -> tuple[str, str, str]:
    """“With 13 points less and 90% of the capacity, 12 March is 80% likely.” as what is before, in and after bold."""
    said = []
    if cut.points:
        said.append(f"{in_words(cut.points)} points less")
    if changes.capacity != 1:
        said.append(f"{percent_of(changes.capacity)} of the capacity")
    if changes.frozen:
        said.append("no new scope")
    given = f"With {', '.join(said[:-1])}{' and ' if said[1:] else ''}{said[-1]}, " if said else "As planned, "
    day = plan.target
    if day is None:
        likely = plan.first_at(LIKELY)
        if likely is None:
            return f"{given}no day within {len(plan.stops)} sprints is ", "85% likely", "."
        return f"{given}{day_text(likely.day, today)} is ", f"{percent(likely.chance)} likely", "."
    return f"{given}{day_text(day, today)} is ", f"{percent(plan.by(day))} likely", "."


def percent_of(share: float) -> str:
    return f"{100 * share:.0f}%"
