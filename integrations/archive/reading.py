"""An archive's rows back out of the ZIP: checked whole before the first of them is used."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from integrations.archive import rules
from integrations.archive.rules import Entry, refusal

_CHUNK = 2**16
# What the library raises for what is no ZIP, is cut off, encrypted, packed in a way it does not know, or bent.
_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error)


class Archive:
    """An opened archive; `facts` is its manifest. Raises Invalid, naming what is wrong, when it is not whole."""

    def __init__(self, file: IO[bytes]):
        try:
            self._zip = zipfile.ZipFile(file)
            entries = [Entry(one.filename, one.file_size, one.compress_size) for one in self._zip.infolist()]
            self.facts = rules.read_manifest(self._text_of_manifest(entries))
            rules.check_entries(entries, self.facts["digests"])
            self._check_digests()
        except _BROKEN:
            raise refusal("The file is no ZIP archive, or it is damaged.", "Export it again.") from None

    def rows(self, label: str) -> Iterator[dict[str, Any]]:
        """The rows of a table in their order; none where the archive has no such table."""
        name = rules.table_file(label)
        if name not in self.facts["digests"]:
            return
        with self._zip.open(name) as file:
            number = 0
            while line := file.readline(rules.MAX_LINE):
                number += 1
                yield _row(line, name, number)

    def labels(self) -> set[str]:
        """The tables that it holds."""
        suffix = rules.table_file("")
        return {name.removesuffix(suffix) for name in self.facts["digests"] if name.endswith(suffix)}

    def open(self, name: str) -> IO[bytes]:
        """One attached file. Raises Invalid for a name that is none of them."""
        if not name.startswith(rules.FILES) or name not in self.facts["digests"]:
            raise refusal(f"The archive names a file “{name[:40]}” that it does not hold.", "Export it again.")
        return self._zip.open(name)

    def _text_of_manifest(self, entries: list[Entry]) -> str:
        found = [entry for entry in entries if entry.name == rules.MANIFEST]
        if len(found) != 1 or found[0].size > rules.MAX_LINE:
            return ""
        return self._zip.read(rules.MANIFEST).decode("utf-8", "replace")

    def _check_digests(self) -> None:
        for name, said in self.facts["digests"].items():
            digest = hashlib.sha256()
            with self._zip.open(name) as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
            if digest.hexdigest() != said:
                raise refusal(f"{name} in the archive is damaged.", "Export it again.")


def _row(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise refusal(f"Line {number} of {name} is no row.", "Export it again.")
    return row
