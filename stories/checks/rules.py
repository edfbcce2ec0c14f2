"""How acceptance criteria are worded, and what changes when a whole list of them is saved (STO-2). Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_GIVEN = re.compile(r"given\b", re.IGNORECASE)
_WHEN = re.compile(r"\bwhen\b", re.IGNORECASE)
_THEN = re.compile(r"\bthen\b", re.IGNORECASE)


def parse_criterion(text: str) -> dict[str, str]:
    """The columns of a criterion that somebody typed: its steps for “Given … when … then …”, else plain text.

    The inverse of `criterion_text`: what is shown can be typed and means the same.
    """
    text = " ".join(text.replace("\x00", "").split())
    given = _GIVEN.match(text)
    when = _WHEN.search(text, given.end()) if given else _WHEN.match(text)
    then = when and _THEN.search(text, when.end())
    if not then:
        return {"text": text}
    return {
        "given": _step(text[given.end() : when.start()]) if given else "",
        "when": _step(text[when.end() : then.start()]),
        "then": text[then.end() :].strip(" ,:"),
    }


def _step(words: str) -> str:
    return words.strip(" ,;:").removesuffix(" and").rstrip(" ,;")


def criterion_text(text: str, given: str, when: str, then: str) -> str:
    """A criterion as one sentence, for lists, histories and the editor."""
    if text:
        return text
    steps = ", ".join(f"{name} {step}" for name, step in (("given", given), ("when", when), ("then", then)) if step)
    return steps[:1].upper() + steps[1:]


@dataclass(frozen=True)
class CriteriaPlan:
    """What turns the saved list into the sent one: texts to add and change, ids to remove, and the final order.

    `order` holds the id of a kept criterion, or None for the next one of `added`.
    """

    added: list[str] = field(default_factory=list)
    changed: dict[int, str] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    order: list[int | None] = field(default_factory=list)

    def differs_from(self, saved: Mapping[int, str]) -> bool:
        return bool(self.added or self.changed or self.removed) or self.order != list(saved)


def plan_criteria(saved: Mapping[int, str], sent: Sequence[tuple[int | None, str]]) -> CriteriaPlan:
    """Compares the list as saved (id → text, in order) with the one sent; an emptied line is a removed one.

    A line whose criterion is gone by now is written anew: what somebody typed is never dropped.
    """
    plan, left = CriteriaPlan(), dict(saved)
    for key, text in ((key, " ".join(text.split())) for key, text in sent):
        known = key in left
        if not text:
            continue
        if not known:
            plan.added.append(text)
        elif left.pop(key) != text:
            plan.changed[key] = text
        plan.order.append(key if known else None)
    plan.removed.extend(left)
    return plan
