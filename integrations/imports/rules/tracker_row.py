"""One row of an issue tracker → one story with its tasks, its epic and its way through sprints. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from integrations.imports.rules import values
from integrations.imports.rules.course import Course
from integrations.imports.rules.family import MOST_TASKS
from integrations.imports.rules.linking import Link
from integrations.imports.rules.problems import Verdict
from integrations.imports.rules.sprint_names import NamedSprint, named_sprint, says_over
from integrations.imports.rules.story_row import EPIC as LONGEST_EPIC
from integrations.imports.rules.story_row import KEY, NAME, StoryRow
from integrations.imports.rules.words import EPIC, TASK
from stories.imports.rules import Draft
from stories.rules import Category, Kind


@dataclass
class TrackerRow(StoryRow):
    """Besides a story it may be an epic or a sub-task; both come in as a part of others."""

    course: Course | None = None

    def judge(self) -> Verdict:
        word = self._one("kind")
        meaning = self.reader.meaning("kind", word) if word else ""
        if meaning == EPIC:
            self._hint("epic row", f"Rows of kind “{word[:NAME]}” become epics.")
            return Verdict.PART
        if meaning == TASK and self.reader.family.story_of(self._all("parent")):
            self._hint("task row", f"Rows of kind “{word[:NAME]}” become tasks of their story.")
            return Verdict.PART
        if meaning == TASK:
            self._hint("orphan", "The story of this sub-task is not in the file.", "It becomes a story of its own.")
        return super().judge()

    def draft(self) -> Draft:
        tasks = self.reader.family.tasks.get(self.fields["external_key"], [])
        if len(tasks) == MOST_TASKS:
            self._hint("tasks", f"Only the first {MOST_TASKS} sub-tasks come in as tasks.")
        return replace(super().draft(), tasks=tuple(tasks), timebox_days=self._timebox())

    def _timebox(self) -> Decimal | None:
        """The estimate in time of a spike, in days of eight hours; what other work was estimated in time stays out."""
        text = self._one("estimate")
        try:
            hours = values.hours(text)
        except ValueError:
            self._hint("estimate", f"“{text[:NAME]}” is no duration.", "It stays out.")
            return None
        if not hours:
            return None
        if self.fields["kind"] != Kind.SPIKE:
            self._hint("estimate", "Estimates in time stay out.", "Points are what counts; spikes keep a timebox.")
            return None
        days = (hours / 4).quantize(Decimal(1), rounding=ROUND_HALF_UP) / 2
        if not Decimal("0.5") <= days <= 2:
            self._hint("estimate", f"{text[:NAME]} is no timebox of a spike.", "It comes in without: ½, 1 or 2 days.")
            return None
        return days

    def read_standing(self) -> bool:
        """Reads only how large the work is and how far; False for rows that stay out."""
        if not self._kind() or not self._status():
            return False
        self._points()
        return True

    @property
    def is_done(self) -> bool:
        return self.reader.category(self.fields["status_id"]) == Category.DONE

    def sprints(self) -> list[NamedSprint]:
        """The sprints that the row names, each once, in the file's order."""
        if self.course:
            return list(self.course.sprints) if self.reader.places.has("sprint") else []
        found = (named_sprint(cell) for cell in self._all("sprint"))
        named = list({sprint.name: sprint for sprint in found if sprint}.values())
        return [self._with_days(named[0])] if len(named) == 1 else named

    def _with_days(self, sprint: NamedSprint) -> NamedSprint:
        """With what columns of their own say about it; they can only mean the one sprint of their row."""
        start, end = (sprint.start or self._day("sprint_start"), sprint.end or self._day("sprint_end"))
        is_over = says_over(self._one("sprint_state")) if sprint.is_over is None else sprint.is_over
        return NamedSprint(sprint.name, is_over, start, end)

    def _day(self, name: str) -> date | None:
        text = self._one(name)
        try:
            when = values.moment(text, self.reader.around.zone, self.reader.day_first)
        except (ValueError, OverflowError):
            self._hint(name, f"“{text[:NAME]}” is no date.", "The sprint comes in without it.")
            return None
        return when and when.date()

    def links(self) -> list[Link]:
        """How the row says that it belongs to others, by keys."""
        own = self.fields["external_key"]
        wanted = [("blocks", own, key) for key in self._keys("blocks")]
        wanted += [("blocks", key, own) for key in self._keys("blocked_by")]
        wanted += [("relates", *sorted((own, key))) for key in self._keys("relates")]
        return [Link(self.line, *link) for link in wanted if own and link[1] != link[2]]

    def _keys(self, name: str) -> list[str]:
        return values.split(self._all(name), KEY)

    def finished_at(self) -> datetime | None:
        """When it was resolved, None where the row does not say so in a way that can be read."""
        text = self._one("resolved")
        try:
            when = values.moment(text, self.reader.around.zone, self.reader.day_first)
        except (ValueError, OverflowError):
            self._hint("resolved", f"“{text[:NAME]}” is no date.", "The end of the sprint stands in for it.")
            return None
        return when if when and when <= self.reader.around.now else None

    def _kind(self) -> bool:
        word = self._one("kind")
        if word and self.reader.meaning("kind", word) == TASK:
            self.fields["kind"] = "story"
            return True
        return super()._kind()

    def _status(self) -> bool:
        is_kept = super()._status()
        word = self._one("status")
        is_unknown = not word or not self.reader.meaning("status", word)
        if is_kept and is_unknown and self._one("resolved"):
            self.fields["status_id"] = self.reader.done
        return is_kept

    def _names(self) -> None:
        super()._names()
        told = " ".join(self._one("epic").split())
        self.fields["epic"] = self.reader.family.epic_of(told, self._all("parent"))[:LONGEST_EPIC]
