"""What a cell of a Sprint column says: a name, or all that Jira Server writes about the sprint. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

NAME: Final = 120
_LAST_NUMBER = re.compile(r"(\d{1,6})(?=\D*$)")
# com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,state=CLOSED,name=Sprint 2,startDate=2026-03-02T…,…]
_WHOLE = re.compile(r"[\w.$]*Sprint@[0-9a-f]+\[(.*)\]\s*", re.DOTALL)
_PAIR = re.compile(r"(?:^|,)([a-zA-Z]+)=(.*?)(?=,[a-zA-Z]+=|$)", re.DOTALL)

_STATES: Final = {
    **dict.fromkeys(("closed", "complete", "completed", "past", "done"), True),
    **dict.fromkeys(("open", "active", "current", "started", "future", "upcoming", "planned"), False),
}


@dataclass(frozen=True, slots=True)
class NamedSprint:
    """A sprint as a cell names it. `is_over` is None where the cell does not say; days are None likewise."""

    name: str
    is_over: bool | None = None
    start: date | None = None
    end: date | None = None

    @property
    def number(self) -> int | None:
        """The last number in the name, None without one."""
        found = _LAST_NUMBER.search(self.name)
        return int(found[1]) if found and int(found[1]) > 0 else None

    @property
    def says_more(self) -> bool:
        """Whether the name holds words beyond “Sprint” and numbers, as a goal would."""
        return len([word for word in re.findall(r"[^\W\d_]{2,}", self.name) if word.casefold() != "sprint"]) > 1


def named_sprint(cell: str) -> NamedSprint | None:
    """The sprint that a cell tells of, None for an empty one."""
    text = " ".join(cell.split())
    if not text:
        return None
    if not (whole := _WHOLE.fullmatch(text)):
        return NamedSprint(text[:NAME])
    told = {key: "" if value == "<null>" else value for key, value in _PAIR.findall(whole[1])}
    name = told.get("name", "") or f"Sprint {told.get('id', '')}".strip()
    end = _day(told.get("completeDate", "")) or _day(told.get("endDate", ""))
    state = told.get("state", "")
    return NamedSprint(name[:NAME], state.upper() == "CLOSED" if state else None, _day(told.get("startDate", "")), end)


def says_over(state: str) -> bool | None:
    """Whether a word for a sprint's state means that it is over; None for a word that says nothing."""
    return _STATES.get(state.casefold())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
