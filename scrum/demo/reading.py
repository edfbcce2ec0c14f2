"""Reads the demo's story lines. Pure: text in, dataclasses out."""

import re
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = ("bug", "debt", "spike")


@dataclass(frozen=True)
class Line:
    """One story as it is written in `past.py`, `present.py` or `backlog.py`."""

    points: str
    persona: str
    kind: str
    title: str
    goal: str = ""
    value: str = ""
    codes: tuple[str, ...] = ()
    reason: str = ""
    epic: str = ""
    labels: tuple[str, ...] = ()
    age_days: int = 0
    criteria: tuple[str, ...] = field(default=())


def _kind_and_persona(word: str) -> tuple[str, str]:
    return (word, "") if word in KINDS else ("story", word)


def sprint_lines(text: str) -> list[Line]:
    """Lines of a sprint: points | persona | title | goal | value | codes | reason."""
    lines = []
    for row in text.strip().splitlines():
        points, who, title, goal, value, codes, reason = [*row.split("|"), ""][:7]
        kind, persona = _kind_and_persona(who)
        lines.append(Line(points, persona, kind, title, goal, value, tuple(codes.split()), reason))
    return lines


def backlog_lines(text: str) -> list[Line]:
    """Lines of the backlog: points | persona | title | goal | value | epic | labels | age | criteria."""
    lines = []
    for row in text.strip().splitlines():
        points, who, title, goal, value, epic, labels, age, criteria = row.split("|")
        kind, persona = _kind_and_persona(who)
        lines.append(
            Line(
                points,
                persona,
                kind,
                title,
                goal,
                value,
                epic=epic,
                age_days=int(age),
                labels=tuple(filter(None, map(str.strip, labels.split(",")))),
                criteria=tuple(filter(None, criteria.split(";"))),
            )
        )
    return lines


def criterion(text: str) -> str | dict[str, str]:
    """“Given a > when b > then c” as a scenario, anything else as plain text."""
    parts = [part.strip() for part in text.split(">")]
    if len(parts) != 3:
        return text.strip()
    given, when, then = (re.sub(r"^(given|when|then)\s+", "", part, flags=re.IGNORECASE) for part in parts)
    return {"given": given, "when": when, "then": then}


@dataclass(frozen=True)
class Fate:
    """What happens to a story in one sprint, by working day; `goes_on` holds the codes for the next sprint."""

    added: int = 0
    removed: int = 0
    started: int = 0
    in_review: int = 0
    done: int = 0
    blocked: int = 0
    re_estimated: tuple[int, str] = (0, "")
    serves_goal: bool = False
    carried_to: str = ""
    goes_on: tuple[str, ...] = ()


_SIMPLE: Final = {"d": "done", "+": "added", "-": "removed", "w": "started", "v": "in_review", "x": "blocked"}


def fate(codes: tuple[str, ...]) -> Fate:
    """The first sprint's part of `codes`; see `past.py` and `present.py` for what they mean."""
    known: dict = {}
    for position, code in enumerate(codes):
        if code == "n":
            return Fate(**known, carried_to="next", goes_on=codes[position + 1 :])
        if code == "b":
            known["carried_to"] = "backlog"
        elif code == "g":
            known["serves_goal"] = True
        elif code.startswith("r"):
            day, points = code[1:].split(":")
            known["re_estimated"] = (int(day), points)
        elif code != "t":
            known[_SIMPLE[code[0]]] = int(code[1:])
    return Fate(**known)


def usual_criteria(line: Line, number: int) -> tuple[str, ...]:
    """What is shown before a past piece of work is Done; a spike and what has no size ask for nothing."""
    if line.kind == "spike" or line.points == "?":
        return ()
    ward = number % 4 + 1
    if line.kind == "bug":
        return (f"It does not happen again on staging ward {ward}",)
    return (f"Shown to work on staging ward {ward}", "Tried by two people who will use it")
