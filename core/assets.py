"""Stylesheets are written as many small files and served as few.

`static/css/app.css` and the other `BUNDLES` only import their parts, in the order of the
cascade; a browser could load them as they are. This finder stands before the others and serves the
same names with every import replaced by its text, so that development, tests and `collectstatic`
send identical bytes and nothing has to be built.
"""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = (
    "css/app.css",
    "css/rooms.css",
    "css/polls.css",
    "css/plan-meeting.css",
    "css/releases.css",
    "css/alerting.css",
)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"^([\w-]+): |;\n(?=})", re.MULTILINE)
_IMPORT = re.compile(r'@import "(?P<part>[^"]+)"(?: layer\((?P<layer>[\w-]+)\))?;')


def parts_of(sheet):
    """The files that a stylesheet imports, itself included. Parts import nothing themselves."""
    return [sheet, *(sheet.parent / match["part"] for match in _IMPORT.finditer(sheet.read_text()))]


def join(sheet):
    """The text of a stylesheet with its imports put in place, without comments and blanks that say nothing.

    Raises FileNotFoundError, naming the part, when an import leads nowhere.
    """

    def part(match):
        text = (sheet.parent / match["part"]).read_text()
        return f"@layer {match['layer']} {{\n{text}}}\n" if match["layer"] else text

    text = _COMMENT.sub("", _IMPORT.sub(part, sheet.read_text()))
    text = "\n".join(filter(None, map(str.strip, text.splitlines()))) + "\n"
    return _BLANKS.sub(lambda found: f"{found[1]}:" if found[1] else "\n", text)


class BundleFinder(BaseFinder):
    """Finds the joined stylesheets; kept under DATA_DIR and written again when a part is newer."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.source = Path(settings.BASE_DIR) / "static"
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in BUNDLES:
            return []
        bundle = str(self._fresh(path))
        return [bundle] if find_all else bundle

    def list(self, ignore_patterns):
        for path in BUNDLES:
            self._fresh(path)
            yield path, self.storage

    def _fresh(self, path):
        sheet, bundle = self.source / path, Path(self.storage.path(path))
        newest = max(part.stat().st_mtime_ns for part in parts_of(sheet))
        if not bundle.exists() or bundle.stat().st_mtime_ns < newest:
            _replace(bundle, join(sheet))
        return bundle


def _replace(path, text):
    """Write a file in one step: several processes may build the same bundle at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        draft.write(text)
    os.chmod(draft.name, 0o644)
    os.replace(draft.name, path)
