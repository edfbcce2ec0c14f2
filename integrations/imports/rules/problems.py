"""What is wrong with rows, told by line number of the file, and counted so that memory stays flat. Pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from integrations.imports.rules.limits import MAX_KINDS, MAX_LINES_KEPT


class Severity(StrEnum):
    """An error keeps everything out, until somebody decides that its rows stay out; a hint is worth a look."""

    ERROR = "error"
    DECIDED = "decided"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one line. Problems with equal messages are one kind; `code` names what may be decided.

    `subject` is the word of the file that it is about, where a person can say what the word means.
    """

    line: int
    code: str
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR
    subject: str = ""

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message} {self.fix}".rstrip()


def hint(line: int, code: str, message: str, fix: str = "", subject: str = "") -> Problem:
    """A problem that does not keep its row out."""
    return Problem(line, code, message, fix, Severity.HINT, subject)


def where(lines: Sequence[int], count: int, unit: str = "line") -> str:
    """The first of `count` lines, for people: `line 7`, `lines 112, 340 …`, `lines 781 to 784`."""
    units = {"entry": "entries"}.get(unit, f"{unit}s")
    if len(lines) == count > 2 and lines[-1] - lines[0] == count - 1:
        return f"{units} {lines[0]} to {lines[-1]}"
    return (f"{unit} " if count == 1 else f"{units} ") + ", ".join(map(str, lines[:3])) + (" …" if count > 3 else "")


@dataclass(slots=True)
class Kind:
    """All problems with one message."""

    code: str
    severity: str
    message: str
    fix: str
    subject: str = ""
    count: int = 0
    lines: list[int] = field(default_factory=list)
    unit: str = "line"

    @property
    def where(self) -> str:
        return where(self.lines, self.count, self.unit)


def decide(problems: Sequence[Problem], left_out: Container[str]) -> tuple["Verdict", list[Problem]]:
    """The verdict on a row with these problems, and what remains to be said about it.

    `left_out`: codes of errors whose rows stay out by decision.
    """
    errors = [problem for problem in problems if problem.severity == Severity.ERROR]
    if not errors:
        return Verdict.NEW, list(problems)
    if all(problem.code in left_out for problem in errors):
        return Verdict.LEFT_OUT, [replace(problem, severity=Severity.DECIDED) for problem in errors]
    return Verdict.REFUSED, list(problems)


class Verdict(StrEnum):
    """What became of a row."""

    NEW = "new"
    HERE = "here"
    LEFT_OUT = "left_out"
    REFUSED = "refused"
    PART = "parts"


@dataclass(slots=True)
class Report:
    """The outcome of reading a whole file; `others` counts problems whose kind no longer fitted.

    `parts` are rows that come in as a part of others, such as sub-tasks. `personas` are the new ones that would be
    added; `preview` shows the first rows as they would come in, `sprints` the past sprints.
    """

    rows: int = 0
    new: int = 0
    here: int = 0
    left_out: int = 0
    refused: int = 0
    hinted: int = 0
    others: int = 0
    parts: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    personas: list[str] = field(default_factory=list)
    preview: list[dict[str, str]] = field(default_factory=list)
    sprints: list[dict[str, str]] = field(default_factory=list)
    unit: str = "line"

    def add(self, verdict: Verdict, problems: Iterable[Problem]) -> None:
        """Counts one row with its problems."""
        problems = list(problems)
        self.rows += 1
        setattr(self, verdict.value, getattr(self, verdict.value) + 1)
        if verdict == Verdict.NEW and problems:
            self.hinted += 1
        for problem in problems:
            self.note(problem)

    def note(self, problem: Problem) -> None:
        """Counts one problem, of a row or of the file."""
        kind = self.kinds.get(problem.message)
        if kind is None:
            if len(self.kinds) >= MAX_KINDS:
                self.others += 1
                return
            kind = Kind(problem.code, problem.severity.value, problem.message, problem.fix, problem.subject)
            kind.unit = self.unit
            self.kinds[problem.message] = kind
        kind.count += 1
        if len(kind.lines) < MAX_LINES_KEPT:
            kind.lines.append(problem.line)

    def of(self, severity: Severity) -> list[Kind]:
        """The kinds of one severity, most frequent first."""
        return sorted((k for k in self.kinds.values() if k.severity == severity), key=lambda k: (-k.count, k.lines[0]))

    @property
    def errors(self) -> list[Kind]:
        return self.of(Severity.ERROR)

    @property
    def hints(self) -> list[Kind]:
        return self.of(Severity.HINT)

    @property
    def may_come_in(self) -> bool:
        return not self.refused and not self.errors and self.new > 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Report":
        kinds = {message: Kind(**kind) for message, kind in stored.get("kinds", {}).items()}
        return cls(**{**stored, "kinds": kinds})
