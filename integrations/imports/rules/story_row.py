"""One row of a file → one story as we write it, with everything that is worth saying about the row. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from integrations.imports.rules import sentence, values
from integrations.imports.rules.problems import Problem, Verdict, decide, hint
from integrations.imports.rules.words import LEAVE_OUT
from stories.imports.rules import Draft
from stories.rules import KIND_NAMES, MOST_POINTS, Kind

TITLE, KEY, PERSONA, TEXT, DESCRIPTION, NAME, EPIC = 200, 60, 60, 2000, 20_000, 40, 80
CRITERION, MOST_CRITERIA = 300, 50
EARLIEST_YEAR: Final = 1990


@dataclass
class StoryRow:
    """A row being read. `reader` (a StoryReader) knows the team, the choices and the rows above."""

    reader: Any
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
        self.fields["description"] = self.reader.markup(self.fields["description"])
        place, found = self._found_sentence()
        persona = self._one("persona") or (found.persona if found else "")
        self.fields["persona_id"] = self._persona(persona)
        if found:
            self.fields |= {"goal": found.goal, "value": self.fields["value"] or found.value}
            self._take_out(place, found.rest)
        for name in ("goal", "value"):
            if len(self.fields[name]) > TEXT:
                self._error(name, f"“{name}” has more than {TEXT:,} characters.", "Shorten it, or map it elsewhere.")

    def _found_sentence(self) -> tuple[str, sentence.Found | None]:
        """Where a user story without a goal of its own says one, and what it says."""
        if self.fields["kind"] == Kind.STORY and not self.fields["goal"]:
            for place in ("title", "description"):
                if found := sentence.find(self.fields[place]):
                    return place, found
        return "", None

    def _take_out(self, place: str, rest: str) -> None:
        """The sentence leaves the text it stood in; a title made of it is written anew from the goal.

        Where its persona is not on our list, the whole sentence stays in the description: its words are all there is.
        """
        is_lost = self.fields["persona_id"] is None
        if place == "description":
            self.fields["description"] = self.fields["description"] if is_lost else rest
            return
        moved = self.fields["title"] if is_lost else rest
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
        if len(epic) > EPIC:
            self._hint("epic", f"The epic's name has more than {EPIC} characters and was shortened.")
        self.fields["epic"] = epic[:EPIC]
        self.fields["labels"] = tuple(values.split(self._all("labels"), NAME))

    def _people(self) -> None:
        matched = []
        for cell in self._all("assignee"):
            for entry in values.split([cell], 200):
                person = self.reader.person(entry)
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
