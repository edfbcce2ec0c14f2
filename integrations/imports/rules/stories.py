"""The rows of a file → stories as we write them, read against a team and a person's choices. Pure."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from integrations.imports.rules import values, words
from integrations.imports.rules.limits import MAX_WORDS
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Verdict
from integrations.imports.rules.story_row import PERSONA, StoryRow
from integrations.imports.rules.words import ADD
from stories.imports.rules import Draft
from stories.rules import Category


@dataclass(frozen=True)
class Surroundings:
    """What of the team a row is read against. Names and addresses are in lower case."""

    statuses: Sequence[tuple[int, str, str]]
    personas: Mapping[str, int]
    people: Mapping[str, int]
    scale: Container[Decimal]
    keys: Container[str]
    zone: tzinfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a row; only a NEW one has a draft."""

    verdict: Verdict
    draft: Draft | None
    problems: list[Problem]


class StoryReader:
    """Reads the rows of one file in order; remembers the keys it has seen."""

    markup: Callable[[str], str] = staticmethod(str)

    def __init__(self, places: Places, choices: Choices, around: Surroundings, day_first: bool = True):
        self.places, self.choices, self.around, self.day_first = places, choices, around, day_first
        self.todo = int(words.first_in(Category.TODO, around.statuses))
        self.new_personas: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._meanings: dict[tuple[str, str], str] = {}

    def read(self, line: int, cells: Sequence[str], found: Sequence[Problem] = ()) -> Reading | None:
        """The row's story; None for a row that belongs to somebody else."""
        if not self.places.is_ours(cells):
            return None
        row = StoryRow(self, line, cells, list(found))
        verdict = row.judge()
        if verdict == Verdict.NEW:
            return Reading(verdict, row.draft(), row.problems)
        return Reading(verdict, None, row.problems)

    def meaning(self, name: str, word: str) -> str:
        """What a word of the file means: as decided, else as guessed; "" when unknown."""
        decided = self.choices.words.get(name, {}).get(word)
        if decided is not None:
            return decided
        if (name, word) not in self._meanings:
            self._meanings[name, word] = self.guess(name, word)
        return self._meanings[name, word]

    def guess(self, name: str, word: str) -> str:
        if name == "kind":
            return words.guess_kind(word)
        if name == "status":
            return words.guess_status(word, self.around.statuses)
        return str(self.around.personas.get(word.casefold(), ""))

    def person(self, entry: str) -> int | None:
        """The member that a name or address of the file means, as decided or by name; None for nobody of the team."""
        people = self.around.people
        decided = self.choices.words.get("assignee", {}).get(entry, "")
        if decided.isdecimal() and int(decided) in people.values():
            return int(decided)
        return next((people[name] for name in values.names_of_person(entry) if name in people), None)

    def adds_persona(self, word: str) -> bool:
        """Whether a persona that is not on the list is to be added; remembers its name."""
        decided = self.choices.words.get("persona", {}).get(word)
        is_wanted = decided == ADD or (self.choices.add_personas and not decided)
        if not is_wanted or len(word) > PERSONA or len(self.new_personas) >= MAX_WORDS:
            return False
        self.new_personas.setdefault(word.casefold(), word[0].upper() + word[1:])
        return True

    def first_line_of(self, key: str, line: int) -> int | None:
        """Where the file has this key already; remembers `line` otherwise."""
        first = self._seen.setdefault(key, line)
        return None if first == line else first
