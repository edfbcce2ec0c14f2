"""A folder as a legacy NAS fills it: half-written, growing, twice, in any order."""

import gzip
import os

import pytest

from telemetry_demo.sources.folder import FolderSource
from tests.telemetry.lines import line


class Reading:
    """Reads a folder again and again, keeping the marks as the pipeline does."""

    def __init__(self, folder, size=4 * 1024 * 1024):
        self.source, self.marks, self.folder = FolderSource(folder, size), {}, folder

    def all(self):
        """The lines that came since the last time."""
        lines = []
        for chunk in self.source.chunks(self.marks):
            assert chunk.before == self.marks.get(chunk.part, chunk.before)
            self.marks[chunk.part] = chunk.after
            lines += [text for text in chunk.data.split(b"\n") if text]
        return lines

    @property
    def unfinished(self):
        return sum(mark.unfinished for mark in self.marks.values())


@pytest.fixture
def reading(tmp_path):
    return Reading(tmp_path)


LINES = [line(seq) for seq in range(1, 8)]
TEXT = b"".join(text + b"\n" for text in LINES)


def test_what_was_read_is_not_read_again(reading):
    (reading.folder / "a").write_bytes(TEXT)
    assert (reading.all(), reading.all()) == (LINES, [])


def test_a_file_that_grows_byte_by_byte_gives_each_line_once(reading):
    text, came = TEXT[: len(LINES[0]) * 2 + 10], []
    with (reading.folder / "a").open("wb", buffering=0) as file:
        for place in range(0, len(text), 7):
            file.write(text[place : place + 7])
            came += reading.all()
    assert came == LINES[:2]
    assert reading.unfinished == len(text) - len(b"\n".join([*LINES[:2], b""]))


def test_a_last_line_without_its_newline_counts_once_it_is_whole(reading):
    file = reading.folder / "a"
    file.write_bytes(TEXT[:-1])
    assert reading.all() == LINES
    file.write_bytes(TEXT + LINES[0])
    assert reading.all() == LINES[:1]
    assert reading.marks[next(iter(reading.marks))].lines == len(LINES)


def test_a_tail_that_can_never_be_an_event_does_not_wait(reading):
    (reading.folder / "a").write_bytes(TEXT + b"no event")
    assert reading.all() == [*LINES, b"no event"]


@pytest.mark.parametrize("other", [TEXT[10:], TEXT[:50], TEXT.replace(b"71.5", b"99.9") + TEXT, b""])
def test_a_file_that_was_written_anew_is_read_anew(reading, other):
    file = reading.folder / "a"
    file.write_bytes(TEXT)
    reading.all()
    file.write_bytes(other)
    whole = [text for text in other.split(b"\n") if text]
    assert reading.all() == (whole if other.endswith(b"\n") else [])


def test_a_file_that_moves_away_and_comes_back_longer_goes_on(reading):
    file = reading.folder / "a"
    file.write_bytes(TEXT)
    reading.all()
    file.unlink()
    assert reading.all() == []
    file.write_bytes(TEXT + LINES[2] + b"\n")
    assert reading.all() == [LINES[2]]


def test_files_are_read_by_the_time_of_their_first_event_whatever_their_names_are(reading):
    for name, seq in (("b", 2), ("a", 3), ("z", 1), ("c/d", 4)):
        (reading.folder / name).parent.mkdir(exist_ok=True)
        (reading.folder / name).write_bytes(b"\n" + line(seq) + b"\n")
    assert reading.all() == [line(1), line(2), line(3), line(4)]


def test_what_is_hidden_or_says_that_it_is_not_ready_waits(reading):
    for name in (".a", "a.part", "a.tmp", ".b/a"):
        (reading.folder / name).parent.mkdir(exist_ok=True)
        (reading.folder / name).write_bytes(TEXT)
    assert reading.all() == []
    (reading.folder / "a.part").rename(reading.folder / "a")
    assert reading.all() == LINES


def test_a_byte_order_mark_and_an_empty_file_are_nothing(reading):
    (reading.folder / "a").write_bytes(b"\xef\xbb\xbf" + TEXT)
    (reading.folder / "b").write_bytes(b"")
    (reading.folder / "c").write_bytes(b"\xef\xbb\xbf")
    assert reading.all() == LINES


@pytest.mark.parametrize("size", [200, 1000, 4_000_000])
def test_packed_files_are_read_through_in_pieces_and_when_they_grow(tmp_path, size):
    reading, packed = Reading(tmp_path, size), gzip.compress(TEXT)
    (tmp_path / "a.gz").write_bytes(packed[:-20])
    came = reading.all()
    (tmp_path / "a.gz").write_bytes(packed + gzip.compress(TEXT))
    came += reading.all()
    assert came == [*LINES, *LINES]


def test_damage_in_a_packed_file_is_told_and_what_stands_before_it_is_kept(tmp_path):
    text = b"".join(line(seq) + b"\n" for seq in range(1, 20_000))
    packed = bytearray(gzip.compress(text, 1))
    packed[-5000:-4900] = b"\xff" * 100
    (tmp_path / "a.gz").write_bytes(packed)
    source = FolderSource(tmp_path)
    chunks = list(source.chunks({}))
    assert sum(chunk.data.count(b"\n") for chunk in chunks) > 10_000
    assert "damaged" in chunks[-1].refusal


def test_a_line_without_end_is_refused_without_filling_memory_and_the_next_is_read(tmp_path):
    reading = Reading(tmp_path, size=1000)
    (tmp_path / "a").write_bytes(LINES[0] + b"\n" + b"x" * 12_000_000 + b"\n" + LINES[1] + b"\n")
    refused = [chunk for chunk in reading.source.chunks({}) if chunk.refusal]
    assert [(chunk.first_line, len(chunk.data)) for chunk in refused] == [(2, 1000)]
    assert reading.all()[-1] == LINES[1]


def test_a_pipe_or_a_link_to_nowhere_stops_nothing(reading):
    os.mkfifo(reading.folder / "pipe")
    (reading.folder / "a").write_bytes(TEXT)
    (reading.folder / "gone").symlink_to(reading.folder / "nowhere")
    assert reading.all() == LINES
