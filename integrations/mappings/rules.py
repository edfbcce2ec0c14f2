"""A kept mapping: what columns and words of a file mean, told without ids, so that it fits another team. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.errors import Invalid
from integrations.imports.rules.fields import FieldSet
from integrations.imports.rules.plan import ALL_ROWS, Choices

MAX_NAME: Final = 60
# Before the name of a column of the board, a person or a persona: fixed words such as "leave out" have no mark.
_NAMED: Final = ":"

# By field of a story whose words name things of a team: what its things are called, by id; ids by what they are called.
Names = Mapping[str, Mapping[str, str]]


def header_of(slug: str, names: Iterable[str]) -> str:
    """By what a file with the same columns is known again, whatever their order: 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps([slug, *sorted(names)]).encode()).hexdigest()


def clean_name(name: str) -> str:
    """The name without needless blanks; raises Invalid when it is empty or too long."""
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("A mapping needs a name.", field="name", fix="Say where such files come from.")
    if len(name) > MAX_NAME:
        raise Invalid(f"At most {MAX_NAME} characters fit here.", field="name", fix="Shorten the name.")
    return name


def pack(choices: Choices, names: Names) -> dict[str, Any]:
    """What of the choices holds for other files too: columns, words, dates and whose rows. No decisions about rows."""
    words = {field: _packed(meanings, names.get(field)) for field, meanings in choices.words.items()}
    return {
        "columns": choices.columns,
        "words": {field: meanings for field, meanings in words.items() if meanings},
        "owner_column": choices.owner_column,
        "owner": choices.owner,
        "day_order": choices.day_order,
        "running": choices.running,
    }


def _packed(meanings: Mapping[str, str], names: Mapping[str, str] | None) -> dict[str, str]:
    """A word that means a thing that is gone is left away."""
    if names is None:
        return dict(meanings)
    found = {word: f"{_NAMED}{names[it]}" if it in names else it for word, it in meanings.items()}
    return {word: it for word, it in found.items() if it and not it.isdecimal()}


def unpack(kept: Mapping[str, Any], first: Choices, known: FieldSet, ids: Names, *, is_home: bool) -> Choices:
    """The choices for a file, from the mapping and, for columns that it does not know, from the guesses in `first`.

    Names that the team does not have are left open. `is_home`: the mapping was made in this team, so that its rows
    are called the same. Raises Invalid when the file has none of the mapping's columns.
    """
    columns = _columns(kept["columns"], first.columns, known)
    words = {field: _unpacked(meanings, ids.get(field, {})) for field, meanings in kept["words"].items()}
    owner_column, owner = first.owner_column, first.owner
    if kept["owner_column"] in columns and (is_home or kept["owner"] == ALL_ROWS):
        owner_column, owner = kept["owner_column"], kept["owner"]
    return Choices(
        columns=columns,
        words=words,
        owner_column=owner_column,
        owner=owner,
        day_order=kept["day_order"],
        running=kept["running"],
    )


def _columns(kept: Mapping[str, str], guessed: Mapping[str, str], known: FieldSet) -> dict[str, str]:
    if not any(kept.get(name) for name in guessed):
        raise Invalid("The file has none of the mapping's columns.", field="mapping", fix="Choose another mapping.")
    taken = {kept.get(name) for name in guessed} - {field.name for field in known.fields if field.many}
    free = {name: "" if field in taken else field for name, field in guessed.items()}
    return {name: kept.get(name, free[name]) for name in guessed}


def _unpacked(meanings: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    found = {word: ids.get(it[1:].casefold(), "") if it[:1] == _NAMED else it for word, it in meanings.items()}
    return {word: it for word, it in found.items() if it}
