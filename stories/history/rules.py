"""The diary in plain words: one entry as the end of a sentence whose subject is the person (STO-8). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Phrase:
    """Words with a `{}` for each of `values`, which the page sets in bold."""

    text: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text.format(*self.values)


def _number(value: Any) -> str:
    return "½" if str(value) == "0.5" else str(value)


def _because(changes: Changes) -> Phrase:
    reason = changes.get("reason") or changes.get("resolution")
    return Phrase(": {}", (reason,)) if reason else Phrase("")


def _join(*phrases: Phrase) -> Phrase:
    return Phrase("".join(p.text for p in phrases), tuple(value for p in phrases for value in p.values))


def _listed(phrases: list[Phrase]) -> Phrase:
    parts = [part for phrase in phrases for part in (Phrase(", "), phrase)]
    return _join(*parts[1:])


def _plain(text: str, *names: str) -> Callable[[Changes], Phrase]:
    """Fixed words around single values, and the reason if there is one."""
    return lambda changes: _join(Phrase(text, tuple(str(changes.get(name, "")) for name in names)), _because(changes))


def _pair(text: str, name: str) -> Callable[[Changes], Phrase]:
    """Fixed words around a value's before and after."""
    return lambda changes: Phrase(text, tuple(str(value) for value in changes[name]))


def _estimated(changes: Changes) -> Phrase:
    before, after = changes["points"]
    if after is None:
        return Phrase("took the estimate of {} back", (_number(before),))
    if before is None:
        return Phrase("estimated it at {}", (_number(after),))
    return Phrase("changed the estimate from {} to {}", (_number(before), _number(after)))


def _created(changes: Changes) -> Phrase:
    points = changes.get("points")
    return Phrase("wrote it, with {} points", (_number(points),)) if points is not None else Phrase("wrote it")


def _imported(changes: Changes) -> Phrase:
    key, points = changes.get("external_key"), changes.get("points")
    came = Phrase("brought it in as {}", (key,)) if key else Phrase("brought it in from a file")
    return _join(came, Phrase(", with {} points", (_number(points),))) if points is not None else came


def _goal_story(changes: Changes) -> Phrase:
    serves = changes.get("serves_goal")
    return Phrase("said that it serves the sprint goal" if serves else "said that it no longer serves the sprint goal")


def _set_of(came: str, went: str) -> Callable[[Any, Any], Phrase]:
    def phrase(before: list[str], after: list[str]) -> Phrase:
        new = [Phrase(came, (value,)) for value in after if value not in before]
        return _listed(new + [Phrase(went, (value,)) for value in before if value not in after])

    return phrase


def _from_to(name: str, nothing: str = "none") -> Callable[[Any, Any], Phrase]:
    def phrase(before: Any, after: Any) -> Phrase:
        return Phrase(f"changed {name} from {{}} to {{}}", (_number(before or nothing), _number(after or nothing)))

    return phrase


def _rewritten(name: str) -> Callable[[Any, Any], Phrase]:
    def phrase(before: Any, after: Any) -> Phrase:
        return Phrase(f"{'rewrote' if before and after else 'wrote' if after else 'removed'} {name}")

    return phrase


FIELDS: Final[dict[str, Callable[[Any, Any], Phrase]]] = {
    "title": lambda before, after: Phrase("renamed it to {}", (after,)),
    "kind": _from_to("the kind"),
    "persona": _from_to("the persona", "nobody"),
    "epic": _from_to("the epic"),
    "timebox_days": _from_to("the timebox in days"),
    "goal": _rewritten("what is wanted"),
    "value": _rewritten("the value"),
    "question": _rewritten("the question"),
    "description": _rewritten("the description"),
    "labels": _set_of("added the label {}", "removed the label {}"),
    "assignees": _set_of("put {} on it", "took {} off it"),
}


def _edited(changes: Changes) -> Phrase:
    known = [FIELDS[name](*change) for name, change in changes.items() if name in FIELDS]
    return _listed(known) if known else Phrase("edited it")


def _criterion_edited(changes: Changes) -> Phrase:
    _, after = changes["criterion"]
    return Phrase("rewrote a criterion: {}", (after,))


VERBS: Final[dict[str, Callable[[Changes], Phrase]]] = {
    "created": _created,
    "imported": _imported,
    "edited": _edited,
    "estimated": _estimated,
    "ordered": _plain("moved it in the backlog"),
    "moved": _pair("moved it from {} to {}", "status"),
    "added criterion": _plain("added the criterion {}", "criterion"),
    "edited criterion": _criterion_edited,
    "removed criterion": _plain("removed the criterion {}", "criterion"),
    "ordered criteria": _plain("put the criteria into another order"),
    "met criterion": _plain("saw this work: {}", "criterion"),
    "reopened criterion": _plain("reopened the criterion {}", "criterion"),
    "added task": _plain("added the task {}", "task"),
    "finished task": _plain("finished the task {}", "task"),
    "reopened task": _plain("reopened the task {}", "task"),
    "removed task": _plain("removed the task {}", "task"),
    "ticked": _plain("ticked {}", "item"),
    "unticked": _plain("took the tick off {}", "item"),
    "raised impediment": _plain("marked it as blocked: {}", "impediment"),
    "followed up": _plain("followed up an impediment"),
    "resolved impediment": _plain("resolved the impediment {}", "impediment"),
    "reopened impediment": _plain("opened the impediment {} again", "impediment"),
    "overrode gate": _plain("let it pass as {} with items open", "gate"),
    "took back comment": _plain("took back a comment by {}", "author"),
    "restored comment": _plain("restored a comment by {}", "author"),
    "attached": _plain("attached {}", "file"),
    "deleted attachment": _plain("deleted the file {}", "file"),
    "restored attachment": _plain("brought the file {} back", "file"),
    "linked": _plain("linked it: {} {}", "way", "other"),
    "unlinked": _plain("took out the link: {} {}", "way", "other"),
    "archived": _plain("archived it"),
    "learned": _plain("wrote down what was learned: {}", "learning"),
    "kept": _plain("kept it until {}", "until"),
    "asked again": _plain("took the decision to keep it back"),
    "restored": _plain("restored it"),
    "deleted": _plain("deleted it"),
    "added to sprint": _plain("took it into {}", "sprint"),
    "removed from sprint": _plain("took it out of {}", "sprint"),
    "carried over": _pair("carried it over from {} to {}", "sprint"),
    "marked goal story": _goal_story,
}


def phrase(verb: str, changes: Changes) -> Phrase:
    """What somebody did, as in “Ines *moved it from To do to Done*”; an unknown verb speaks for itself."""
    return VERBS.get(verb, _plain(verb.replace("{", "{{").replace("}", "}}")))(changes)
