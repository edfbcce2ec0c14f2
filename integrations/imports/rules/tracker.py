"""The rows of an issue tracker's file → stories and their ways through sprints. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from integrations.imports.rules import words
from integrations.imports.rules.chapters import BACKLOG, within
from integrations.imports.rules.course import Course
from integrations.imports.rules.family import Family, FamilyReader
from integrations.imports.rules.linking import Link
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Verdict
from integrations.imports.rules.sprint_names import NamedSprint
from integrations.imports.rules.stories import StoryReader, Surroundings
from integrations.imports.rules.tracker_row import TrackerRow
from sprints.history.rules import PastStory
from stories.imports.rules import Draft
from stories.rules import Category


@dataclass(frozen=True, slots=True)
class Way:
    """The sprints that a story was in, and how it came out of the last one; `course` where more is known."""

    sprints: tuple[NamedSprint, ...]
    is_finished: bool
    finished_at: datetime | None
    course: Course | None = None

    def stays(self, about: PastStory, sprint: str, start: datetime, end: datetime, onward: str) -> list[PastStory]:
        """Committed in each of its sprints, done in the last one if it is done, carried on from all others."""
        if self.course:
            return self.course.stays(about, sprint, start, end, onward)
        is_done_here = not onward and self.is_finished
        finished_at = within(self.finished_at, start, end) if is_done_here else None
        return [replace(about, finished_at=finished_at, carried_to=onward or BACKLOG)]


@dataclass(frozen=True, slots=True)
class TrackerReading:
    """What became of a row; only a NEW one has a draft. One that is here already still tells of its sprints."""

    verdict: Verdict
    draft: Draft | None
    problems: list[Problem]
    way: Way | None = None
    key: str = ""
    points: Decimal | None = None
    links: tuple[Link, ...] = ()


class TrackerReader(StoryReader):
    """Reads the rows of one file in order, knowing which belong together."""

    def __init__(
        self,
        places: Places,
        choices: Choices,
        around: Surroundings,
        day_first: bool = True,
        markup: Callable[[str], str] = str,
    ):
        super().__init__(places, choices, around, day_first)
        self.markup, self.family = markup, Family()
        self.done = int(words.first_in(Category.DONE, around.statuses) or self.todo)
        self._categories = {key: category for key, _, category in around.statuses}

    def meet_family(self, rows: Iterable[Sequence[str]]) -> None:
        """One pass over all rows, before any is read."""
        reader = FamilyReader(self.places, lambda word: self.meaning("kind", word), self._is_done)
        for cells in rows:
            reader.read(cells)
        self.family = reader.finish()

    def _is_done(self, cells: Sequence[str]) -> bool:
        word = self.places.one(cells, "status")
        meaning = self.meaning("status", word) if word else ""
        if meaning.isdecimal():
            return self.category(int(meaning)) == Category.DONE
        return bool(self.places.one(cells, "resolved"))

    def category(self, status_id: int) -> str:
        """What a column of the team means to the numbers."""
        return self._categories[status_id]

    def guess(self, name: str, word: str) -> str:
        if name == "kind" and (part := words.guess_part(word)):
            return part
        return super().guess(name, word)

    def read(
        self, line: int, cells: Sequence[str], found: Sequence[Problem] = (), course: Course | None = None
    ) -> TrackerReading | None:
        if not self.places.is_ours(cells):
            return None
        row = TrackerRow(self, line, cells, list(found), course=course)
        verdict = row.judge()
        if verdict == Verdict.NEW:
            draft = row.draft()
            links = tuple(row.links())
            return TrackerReading(verdict, draft, row.problems, self._way(row), draft.external_key, draft.points, links)
        if verdict == Verdict.HERE and row.sprints() and row.read_standing():
            # It came in earlier and may have been in sprints since; of its row only this counts.
            return TrackerReading(verdict, None, [], self._way(row), row.fields["external_key"], row.fields["points"])
        return TrackerReading(verdict, None, row.problems)

    def _way(self, row: TrackerRow) -> Way | None:
        sprints = tuple(row.sprints())
        if not sprints:
            return None
        return Way(sprints, row.is_done, row.finished_at() if row.is_done else None, row.course)
