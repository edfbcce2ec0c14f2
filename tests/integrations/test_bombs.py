"""Files made to break a reader (check M1) are refused in words, and memory stays flat."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core.errors import Invalid
from integrations.imports import files, services
from integrations.imports.rules.limits import MAX_BYTES
from integrations.models import ImportRun
from stories.models import Story
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import check, upload

pytestmark = pytest.mark.django_db

MEGABYTE = 2**20


def zipped(*contents: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"stories-{number}.csv", content)
    return made.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{entities}]><rss>&l29;</rss>'.encode()


# Each: what is uploaded, and what is said about it.
BOMBS = {
    "a ZIP that unpacks to 50 MB": (lambda: zipped(b"\0" * 50 * MEGABYTE), "a ZIP archive"),
    "archives in archives": (lambda: zipped(*[zipped(zipped(b"0" * MEGABYTE))] * 50), "a ZIP archive"),
    "gzip": (lambda: gzip.compress(b"0" * 50 * MEGABYTE, 1), "a gzip archive"),
    "bzip2": (lambda: bz2.compress(b"0" * 10 * MEGABYTE, 1), "a bzip2 archive"),
    "xz": (lambda: lzma.compress(b"0" * 10 * MEGABYTE, preset=0), "an xz archive"),
    "billion laughs": (laughs, "This is XML, not a CSV file"),
    "a page to sign in": (lambda: b"\n<!DOCTYPE html><html>", "This is a web page"),
    "more bytes than may be": (lambda: b"Title\n" + b"x\n" * (MAX_BYTES // 2), "at most 20 MB"),
    "100,000 columns": (lambda: b"Title," * 10**5 + b"\nx", "at most 200 columns come in"),
    "a row of many cells": (lambda: b"Title\n" + b"x," * 10**5, "at most 200 columns come in"),
    "a cell of 5 MB": (lambda: b'Title\n"' + b"x\n" * 5 * MEGABYTE + b'"', "32,768 characters"),
    "a line that never ends": (lambda: b"Title\n" + b"x" * 15 * MEGABYTE, "has more than 1,048,576 characters"),
    "quotes in quotes": (lambda: b'Title\n"' + b'""' * 7 * MEGABYTE, "has more than 1,048,576 characters"),
    "a quote in every line": (lambda: b"Title\n" + b'"a"b,"\n' * MEGABYTE, "a row has more than 2,097,152"),
    "too many rows": (lambda: b"Title\n" + b"x\n" * 100_001, "more than 100,000 rows"),
    "half a letter in UTF-16": (lambda: "Title\n".encode("utf-16") + b"\x00\xd8\n\x00" * 1000, "After line 0"),
    "JSON 100,000 deep": (lambda: b"[" * 10**5, "nested more than 30 deep"),
    "JSON with a number of a million digits": (lambda: b"[" + b"9" * 10**6 + b"]", "more than 1,000 digits"),
    "JSON with a key twice": (lambda: b'[{"a":1,"a":2}]', "has “a” twice"),
    "JSON with a million values in one entry": (lambda: b"[[" + b"1," * 10**6 + b"1]]", "more than 50,000 values"),
    "JSON with one text of 10 MB": (lambda: b'[{"title":"' + b"x " * 5 * MEGABYTE + b'"}]', "a text of more than"),
}  # fmt: skip


def kilobytes(line: str) -> int:
    """VmRSS: what the process holds now; VmHWM: the most since it was last forgotten."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{line}:")[2].split()[0])


@pytest.mark.parametrize(("make", "said"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_words_and_memory_stays_flat(make, said):
    team, content = make_team(), make()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = kilobytes("VmRSS")
    with pytest.raises(Invalid) as refused:
        upload(team, content, "")
    assert said in refused.value.message
    assert refused.value.field == "file"
    assert refused.value.fix
    assert kilobytes("VmHWM") - before < 100 * 1024
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("points", ["1e999999", "9" * 30_000, "NaN", "-0.0000001", "Infinity", "١٢٣٤"])
def test_numbers_that_break_arithmetic_are_named_with_their_line(points):
    report = check(make_team(), f"Key,Title,Points\nA-1,One,{points}\n")
    [error] = report.errors
    assert (error.code, error.lines) == ("points", [2])


def test_ten_thousand_different_mistakes_are_counted_and_not_all_kept():
    report = check(make_team(), "Key,Title,Points\n" + "".join(f"A-{n},x,odd {n}\n" for n in range(2000)))
    assert report.refused == 2000
    assert len(report.kinds) == 200


def test_a_file_that_takes_too_long_is_broken_off_and_says_so(monkeypatch):
    text = "Key,Title\n" + "".join(f"A-{n},x\n" for n in range(300))
    run = upload(make_team(), text)
    services.check_run(run=run, now=NOW)
    monkeypatch.setattr(files, "thread_time", iter(range(0, 10_000, 61)).__next__)
    with pytest.raises(Invalid, match="took more than 120 seconds; row 100 was reached"):
        services.bring_in(run=run, actor=owner_of(run.team), now=NOW)
    with pytest.raises(Invalid, match="took more than 120 seconds"):
        services.upload_file(team=run.team, file=ContentFile(text.encode(), "a.csv"), actor=None, now=NOW)
    run.refresh_from_db()
    assert (run.state, Story.objects.count()) == ("checked", 0)
