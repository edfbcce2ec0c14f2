"""What an archive is, and which ones are taken. Pure.

An archive is a ZIP of `manifest.json`, one file of JSON lines per table (`stories.story.jsonl`) and the attached
files (`files/1`, …). Rows carry no ids of the database: a row is known by its place in its file, beginning with 1, and
others refer to that place. So an archive tells nothing about other organisations, and one that was brought in and
taken out again is the same to the byte but for its date.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Invalid

FORMAT: Final = "truepace-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
MAX_BYTES: Final = 20 * 2**30  # of everything in it, unpacked
MAX_LINE: Final = 4 * 2**20  # characters of one row
MAX_RATIO: Final = 200  # unpacked to packed; JSON lines seldom pass 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive as the ZIP's directory has it; sizes in bytes."""

    name: str
    size: int
    packed: int


def table_file(label: str) -> str:
    """The name of a table's file: `stories.story` → `stories.story.jsonl`."""
    return f"{label}.jsonl"


def manifest(*, organisation: str, made_at: str, rows: Mapping[str, int], digests: Mapping[str, str]) -> str:
    """The manifest's text; `rows` counts by table, `digests` are SHA-256 by file name."""
    facts = {"format": FORMAT, "version": VERSION, "organisation": organisation, "made_at": made_at}
    return json.dumps(facts | {"rows": dict(rows), "digests": dict(digests)}, ensure_ascii=False, indent=1)


def read_manifest(text: str) -> dict[str, Any]:
    """The manifest's facts. Raises Invalid when it is none, or one of a newer Truepace."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise refusal("This is not an archive of Truepace.", "Choose a file that Truepace has exported.")
    if facts.get("version") != VERSION:
        raise refusal(
            f"The archive has version {facts.get('version')}, and {VERSION} is read here.",
            "Bring this Truepace up to date first.",
        )
    if not isinstance(facts.get("rows"), dict) or not isinstance(facts.get("digests"), dict):
        raise refusal("The archive's manifest is damaged.", "Export it again.")
    return facts


def check_entries(entries: list[Entry], digests: Mapping[str, str]) -> None:
    """Raises Invalid for files that are missing, unknown, doubled, or that unpack to more than they may."""
    names = [entry.name for entry in entries if entry.name != MANIFEST]
    if sorted(names) != sorted(digests):
        raise refusal("The archive does not hold the files that its manifest names.", "Export it again.")
    if sum(entry.size for entry in entries) > MAX_BYTES:
        raise refusal(f"The archive unpacks to more than {MAX_BYTES >> 30} GB.", "Bring it in by pieces of tables.")
    if any(entry.size > 2**20 and entry.size > MAX_RATIO * max(entry.packed, 1) for entry in entries):
        raise refusal("The archive unpacks to far more than it holds.", "Export it again.")


def refusal(message: str, fix: str) -> Invalid:
    """What is wrong with the file, at the field `file`."""
    return Invalid(message, field="file", fix=fix)
