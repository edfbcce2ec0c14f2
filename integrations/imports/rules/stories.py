"""One row of a file → one story as we write it, with everything that is worth saying about the row. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from integrations.imports.rules import sentence, values, words
from integrations.imports.rules.limits import MAX_WORDS
from integrations.imports.rules.plan import Choices, Places
from integrations.imports.rules.problems import Problem, Verdict, decide, hint
from integrations.imports.rules.words import ADD, LEAVE_OUT
from stories.imports.rules import Draft
from stories.rules import KIND_NAMES, MOST_POINTS, Category, Kind

TITLE, KEY, PERSONA, TEXT, DESCRIPTION, NAME = 200, 60, 60, 2000, 20_000, 40
CRITERION, MOST_CRITERIA = 300, 50
EARLIEST_YEAR: Final = 1990


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
        row = _RowOfStory(self, line, cells, list(found))
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


@dataclass
class _RowOfStory:
    reader: StoryReader
    line: int
    cells: Sequence[str]
    problems: list[Problem]
    fields: dict = field(default_factory=dict)

    def judge(self) -> Verdict:
        """Fills `fields` and `problems`; the verdict follows from them."""
        key = self._key()
        if key and key in self.reader.around.keys:
            return Verdict.HERE
        if not self._kind() or not self._status():
            return Verdict.LEFT_OUT
        self._sentence()
        for part in (self._title, self._points, self._names, self._people, self._created, self._criteria):
            part()
        self._shorten_description()
        verdict, self.problems = decide(self.problems, self.reader.choices.leave_out)
        return verdict

    def draft(self) -> Draft:
        return Draft(line=self.line, **self.fields)

    def _one(self, name: str) -> str:
        return self.reader.places.one(self.cells, name)

    def _all(self, name: str) -> list[str]:
        return self.reader.places.all(self.cells, name)

    def _error(self, code: str, message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.line, code, message, fix))

    def _hint(self, code: str, message: str, fix: str = "") -> None:
        self.problems.append(hint(self.line, code, message, fix))

    def _key(self) -> str:
        key = self.fields["external_key"] = " ".join(self._one("key").split())
        if len(key) > KEY:
            self._error("key", f"The key has more than {KEY} characters.", "Map the column that holds a short key.")
        elif key and (first := self.reader.first_line_of(key, self.line)):
            self._error("twice", f"{key} is in the file twice, first in line {first}.", "Keep one of the two rows.")
        return key

    def _kind(self) -> bool:
        """False when rows of this kind stay out."""
        word = self._one("kind")
        meaning = self.reader.meaning("kind", word) if word else Kind.STORY.value
        if meaning == LEAVE_OUT:
            self._hint("kind", f"Rows of kind “{word[:NAME]}” are left out.")
            return False
        if meaning not in KIND_NAMES:
            self._hint("kind", f"“{word[:NAME]}” is no kind of ours; these rows become user stories.")
        self.fields["kind"] = meaning if meaning in KIND_NAMES else Kind.STORY.value
        return True

    def _status(self) -> bool:
        """False when rows in this state stay out."""
        word = self._one("status")
        meaning = self.reader.meaning("status", word) if word else ""
        if meaning == LEAVE_OUT:
            self._hint("status", f"Rows that are “{word[:NAME]}” are left out.")
            return False
        known = {str(key) for key, _, _ in self.reader.around.statuses}
        if word and meaning not in known:
            self._hint("status", f"“{word[:NAME]}” is no column of your board; these rows begin in the first one.")
        self.fields["status_id"] = int(meaning) if meaning in known else self.reader.todo
        return True

    def _sentence(self) -> None:
        """Goal, value and persona from their columns, or from a sentence in title or description."""
        self.fields |= {name: self._one(name) for name in ("title", "goal", "value", "description")}
        persona = self._one("persona")
        found = None
        if self.fields["kind"] == Kind.STORY and not self.fields["goal"]:
            place = "title" if (found := sentence.find(self.fields["title"])) else "description"
            found = found or sentence.find(self.fields["description"])
        if found:
            persona = persona or found.persona
            self.fields |= {"goal": found.goal, "value": self.fields["value"] or found.value}
        self.fields["persona_id"] = self._persona(persona)
        if found and (place == "title" or self.fields["persona_id"]):
            self._take_out(place, found.rest, keep=self.fields["persona_id"] is None)
        for name in ("goal", "value"):
            if len(self.fields[name]) > TEXT:
                self._error(name, f"“{name}” has more than {TEXT:,} characters.", "Shorten it, or map it elsewhere.")

    def _take_out(self, place: str, rest: str, *, keep: bool) -> None:
        """The sentence leaves the text it stood in; a title made of it is written anew from the goal.

        `keep`: the whole sentence moves to the description, because its persona is not on our list.
        """
        if place == "description":
            self.fields["description"] = rest
            return
        moved = self.fields["title"] if keep else rest
        self.fields["title"] = ""
        self.fields["description"] = "\n\n".join(filter(None, (moved, self.fields["description"])))

    def _persona(self, word: str) -> int | None:
        word = " ".join(word.split())
        if not word:
            return None
        personas, meaning = self.reader.around.personas, self.reader.meaning("persona", word)
        if meaning.isdecimal() and int(meaning) in personas.values():
            return int(meaning)
        if self.reader.adds_persona(word):
            return personas.get(word.casefold())
        message = f"“{word[:PERSONA]}” is not one of your personas."
        self.problems.append(hint(self.line, "persona", message, "These stories come in without one.", word[:PERSONA]))
        return None

    def _title(self) -> None:
        title = " ".join(self.fields["title"].split())
        if not title and not self.fields["goal"]:
            title = self.fields["external_key"]
            if title:
                self._hint("title", "The title is empty; the key stands in for it.")
            else:
                self._error("title", "The row has neither a title nor a key.", "Fill one in.")
        if len(title) > TITLE:
            self._hint("title", f"The title has more than {TITLE} characters.", "All of it is in the description.")
            self.fields["description"] = "\n\n".join(filter(None, (title, self.fields["description"])))
            title = title[: TITLE - 2].rsplit(" ", 1)[0] + " …"
        self.fields["title"] = title

    def _points(self) -> None:
        text = self._one("points")
        self.fields["points"] = None
        try:
            points = values.points(text)
        except ValueError:
            points = Decimal(-1)
        if points is None:
            return
        if not 0 <= points <= MOST_POINTS:
            fix = f"Write a number from 0 to {MOST_POINTS}, or leave the cell empty."
            self._error("points", f"“{text[:NAME]}” cannot be points.", fix)
        elif self.fields["kind"] == Kind.SPIKE:
            self._hint("spike", "Spikes have a timebox instead of points.", "They come in without points.")
        else:
            self.fields["points"] = values.cents(points)
            self._hint_about_scale(text, points)

    def _hint_about_scale(self, text: str, points: Decimal) -> None:
        if points != values.cents(points):
            self._hint("scale", "Points were rounded to two decimals.")
        elif points not in self.reader.around.scale:
            self._hint("scale", f"{values.cents(points).normalize():f} points are not on your scale.", "They are kept.")

    def _names(self) -> None:
        epic = " ".join(self._one("epic").split())
        if len(epic) > 80:
            self._hint("epic", "The epic's name has more than 80 characters and was shortened.")
        self.fields["epic"] = epic[:80]
        self.fields["labels"] = tuple(values.split(self._all("labels"), NAME))

    def _people(self) -> None:
        people = self.reader.around.people
        matched = []
        for cell in self._all("assignee"):
            for entry in values.split([cell], 200):
                person = next((people[name] for name in values.names_of_person(entry) if name in people), None)
                if person is None:
                    self._hint("person", f"“{entry[:60]}” is not on the team.", "The stories come in without them.")
                else:
                    matched.append(person)
        self.fields["assignee_ids"] = tuple(dict.fromkeys(matched))

    def _created(self) -> None:
        text, around = self._one("created"), self.reader.around
        try:
            created = values.moment(text, around.zone, self.reader.day_first)
        except (ValueError, OverflowError):
            created = None
        is_plausible = created is not None and created.year >= EARLIEST_YEAR and created <= around.now
        if text and not is_plausible:
            self._hint("created", f"“{text[:NAME]}” is not a plausible date.", "The day of the import is used.")
        self.fields["created_at"] = created if is_plausible else None

    def _criteria(self) -> None:
        cells = self._all("criteria")
        found = values.criteria(cells)
        fits = all(len(part) <= CRITERION for item in found for part in _texts(item)) and len(found) <= MOST_CRITERIA
        self.fields["criteria"] = tuple(found) if fits else ()
        if not fits:
            self._hint("criteria", "The acceptance criteria are too long for a list.", "They are in the description.")
            self.fields["description"] += "\n\nAcceptance criteria\n" + "\n".join(cells)

    def _shorten_description(self) -> None:
        if len(self.fields["description"]) > DESCRIPTION:
            self._hint("description", f"The description was shortened to {DESCRIPTION:,} characters.")
            self.fields["description"] = self.fields["description"][: DESCRIPTION - 2].rstrip() + " …"


def _texts(criterion: str | dict[str, str]) -> Sequence[str]:
    return (criterion,) if isinstance(criterion, str) else tuple(criterion.values())
