"""Stories with the sprints that they name → past sprints in order, each with its stories. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from core.errors import Invalid
from integrations.imports.rules.chapters import Chapter, Guest, Traveller
from integrations.imports.rules.history import Rhythm
from integrations.imports.rules.problems import Problem, hint
from integrations.imports.rules.sprint_names import NamedSprint
from sprints.rules import check_dates

RUNNING: Final = {"backlog": "still running: its open stories come into the backlog", "over": "over, like the others"}


class PastReader:
    """Collects the travellers of one file and tells its past sprints. `running` is a key of RUNNING."""

    def __init__(self, rhythm: Rhythm, running: str = "backlog"):
        self.rhythm, self.running = rhythm, running
        self.problems: list[Problem] = []
        self._travellers: list[Traveller] = []
        self._named: dict[str, NamedSprint] = {}
        self._lines: dict[str, int] = {}

    def add(self, traveller: Traveller) -> None:
        """One story that names sprints."""
        self._travellers.append(traveller)
        for sprint in traveller.way.sprints:
            known = self._named.setdefault(sprint.name, sprint)
            if known.end is None and known.start is None:
                self._named[sprint.name] = sprint
            self._lines.setdefault(sprint.name, traveller.line)

    def chapters(self) -> list[Chapter]:
        """The sprints that are over and not here yet, oldest first; `problems` says what became of the others."""
        names = self._ordered()
        numbers = self._numbers(names)
        over = self._over(names)
        self._tell_of_running(names[over:])
        past = [name for name in names[:over] if not self._is_here(name, numbers[name])]
        if self.rhythm.here and any(self._named[name].start is None for name in past):
            fix = "Undo the earlier import and bring in one file, to have them all."
            self._hint(past[0], "Sprints without dates cannot join the past sprints that are here.", fix)
            return []
        chapters = self._dated(past, numbers)
        self._fill(chapters, names)
        return chapters

    def _hint(self, name: str, message: str, fix: str = "") -> None:
        self.problems.append(hint(self._lines[name], "sprints", message, fix))

    def _ordered(self) -> list[str]:
        """By the number in the name where each has its own, else by dates, else as stories passed through them."""
        sprints = list(self._named.values())
        numbers = {sprint.number for sprint in sprints}
        if None not in numbers and len(numbers) == len(sprints):
            return [sprint.name for sprint in sorted(sprints, key=lambda sprint: sprint.number)]
        if all(sprint.start or sprint.end for sprint in sprints):
            return [sprint.name for sprint in sorted(sprints, key=lambda sprint: sprint.start or sprint.end)]
        finished = self._last_finished()
        place = {name: place for place, name in enumerate(self._named)}
        first = next(iter(self._named))
        self._hint(first, "The names of the sprints do not say their order.", "They follow what was finished in them.")
        late = max(finished.values(), default=None)
        return sorted(self._named, key=lambda name: (str(finished.get(name, late) or ""), place[name]))

    def _numbers(self, names: Sequence[str]) -> dict[str, int]:
        told = {name: self._named[name].number for name in names}
        if None not in told.values() and len(set(told.values())) == len(names):
            return told
        return {name: number for number, name in enumerate(names, start=1)}

    def _last_finished(self) -> dict[str, date]:
        """The day of the last story that was finished in each sprint."""
        last: dict[str, date] = {}
        for traveller in self._travellers:
            way = traveller.way
            if way.is_finished and way.finished_at:
                day, name = way.finished_at.astimezone(self.rhythm.zone).date(), way.sprints[-1].name
                last[name] = max(day, last.get(name, day))
        return last

    def _over(self, names: Sequence[str]) -> int:
        """How many of the sprints are over: up to the last that says so, that a story left for a later one, or in
        which all was finished or something later was. The rest may still run."""
        if self.running == "over":
            return len(names)
        place = {name: place for place, name in enumerate(names)}
        over, unfinished, finished = -1, set(), set()
        for traveller in self._travellers:
            *left, last = sorted(place[sprint.name] for sprint in traveller.way.sprints)
            over = max(over, *left, -1)
            (finished if traveller.way.is_finished else unfinished).add(last)
        for name in names:
            sprint = self._named[name]
            if sprint.is_over or (sprint.is_over is None and sprint.end and sprint.end < self.rhythm.today):
                over = max(over, place[name])
        if finished:
            over = max(over, max(finished) - (max(finished) in unfinished))
        said_open = [place[name] for name in names if self._named[name].is_over is False]
        return min([over + 1, *said_open])

    def _tell_of_running(self, names: Sequence[str]) -> None:
        for name in names:
            message = f"“{name}” is still running, so it is no past sprint."
            self._hint(name, message, "Its open stories come into the backlog.")

    def _is_here(self, name: str, number: int) -> bool:
        if is_here := number in self.rhythm.here:
            self._hint(name, f"Sprint {number} is here already.", "It stays as it was recorded.")
        return is_here

    def _dated(self, names: Sequence[str], numbers: dict[str, int]) -> list[Chapter]:
        chapters, free = [], self.rhythm.today - timedelta(1)
        seen = self._seen_ends(names)
        before = dict(pairwise(reversed(names)))
        for name in reversed(names):
            after = seen.get(before.get(name))
            chapter = self._chapter(name, numbers[name], free, (after, seen.get(name)))
            chapters.append(chapter)
            free = min(free, chapter.start - timedelta(1))
        if chapters and not all(chapter.dates_known for chapter in chapters):
            how = "They are told from when stories were resolved." if seen else "They are laid out in your rhythm."
            self._hint(names[0], "The file does not say when its sprints were.", how)
        return chapters[::-1]

    def _seen_ends(self, names: Sequence[str]) -> dict[str, date]:
        """Each sprint's last day as its resolved stories show it; empty unless they show it for all, in order."""
        last = self._last_finished() | {name: self._named[name].end for name in names if self._named[name].end}
        days = [last[name] for name in names if name in last]
        in_order = all(first < second for first, second in pairwise(days))
        return last if len(days) == len(names) and in_order and days[-1:] < [self.rhythm.today] else {}

    def _chapter(self, name: str, number: int, free: date, seen: tuple[date | None, date | None]) -> Chapter:
        """A sprint that ends on its `free` day at the latest; `seen` are the previous sprint's last day and its own."""
        sprint, (before, own) = self._named[name], seen
        length = timedelta(self.rhythm.days - 1)
        end = sprint.end or (sprint.start + length if sprint.start else min(own or free, free))
        start = sprint.start or max(end - length, before + timedelta(1) if before else date.min)
        try:
            check_dates(start, end)
        except Invalid as error:
            raise Invalid(f"“{name}”: {error.message}", field="file", fix="Leave the sprints out.") from None
        known = sprint.start is not None
        return Chapter(self._lines[name], name, number, start, end, known, name if sprint.says_more else "")

    def _fill(self, chapters: Iterable[Chapter], names: Sequence[str]) -> None:
        place, by_name = (
            {name: place for place, name in enumerate(names)},
            {chapter.name: chapter for chapter in chapters},
        )
        for traveller in self._travellers:
            ordered = sorted({sprint.name for sprint in traveller.way.sprints}, key=place.get)
            for name, onward in zip(ordered, [*ordered[1:], ""], strict=True):
                if chapter := by_name.get(name):
                    ahead = by_name.get(onward)
                    told = f"Sprint {ahead.number}" if ahead else onward
                    chapter.guests.append(Guest(traveller, traveller.way, told))
