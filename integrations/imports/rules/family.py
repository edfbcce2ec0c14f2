"""Which rows of a tracker's file belong together: epics with their names, and sub-tasks with their story. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from integrations.imports.rules.plan import Places
from integrations.imports.rules.words import EPIC, LEAVE_OUT, TASK

MOST_TASKS: Final = 100
_TASK_TEXT: Final = 200


@dataclass(slots=True)
class Family:
    """What one pass over the file learns. Keys are issue keys; a parent may be told by key or by id."""

    names: dict[str, str] = field(default_factory=dict)
    stories: set[str] = field(default_factory=set)
    epics: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)

    def key_of(self, parents: Sequence[str]) -> str:
        """The key of the first parent that is in the file, or ""."""
        return next((self.names[parent] for parent in parents if parent in self.names), "")

    def story_of(self, parents: Sequence[str]) -> str:
        """The key of the story that a sub-task belongs to, or "" when the file has none."""
        key = self.key_of(parents)
        return key if key in self.stories else ""

    def epic_of(self, told: str, parents: Sequence[str]) -> str:
        """The epic's name: `told` by key or by name, else that of the parent, else ""."""
        return self.epics.get(self.names.get(told, told)) or told or self.epics.get(self.key_of(parents), "")

    def settle(self, waiting: Sequence[tuple[Sequence[str], str, bool]]) -> None:
        """Hands each sub-task (parents, text, whether it is done) to its story, once all rows are known."""
        for parents, text, is_done in waiting:
            if key := self.story_of(parents):
                tasks = self.tasks.setdefault(key, [])
                if len(tasks) < MOST_TASKS:
                    tasks.append((text[:_TASK_TEXT], is_done))


class FamilyReader:
    """Reads the rows of one file; `kind_of` and `is_done` say what a row's words mean."""

    def __init__(self, places: Places, kind_of: Callable[[str], str], is_done: Callable[[Sequence[str]], bool]):
        self.places, self.kind_of, self.is_done = places, kind_of, is_done
        self.family = Family()
        self._waiting: list[tuple[list[str], str, bool]] = []

    def read(self, cells: Sequence[str]) -> None:
        """Looks at one row."""
        if not self.places.is_ours(cells):
            return
        key = " ".join(self.places.one(cells, "key").split())
        for name in (key, self.places.one(cells, "id")):
            if name:
                self.family.names.setdefault(name, key)
        kind, title = self.kind_of(self.places.one(cells, "kind")), " ".join(self.places.one(cells, "title").split())
        if kind == EPIC:
            self.family.epics[key] = " ".join(self.places.one(cells, "epic_name").split()) or title or key
        elif kind == TASK:
            self._waiting.append((self.places.all(cells, "parent"), title or key, self.is_done(cells)))
        elif kind != LEAVE_OUT:
            self.family.stories.add(key)

    def finish(self) -> Family:
        """The family, when every row was read."""
        self.family.settle(self._waiting)
        return self.family
