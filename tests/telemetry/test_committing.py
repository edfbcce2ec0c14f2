"""Everything of a batch is committed together, once, by whoever writes (TEL-3)."""

import zlib

import msgspec
import pytest
from django.db import DatabaseError

from telemetry_demo.models import Device, Position, Quarantined, Segment, Series, Trial
from telemetry_demo.pipeline import store
from telemetry_demo.pipeline.queries import summaries
from telemetry_demo.pipeline.services import Pipeline, load_state, take_all
from telemetry_demo.sources.base import START, Chunk, Mark
from telemetry_demo.sources.folder import FolderSource
from telemetry_demo.state.rules import state_of
from tests.telemetry.lines import BEGIN, deliver, line, messy_stream

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])


def chunk(*lines, part="a", before=START):
    data = b"\n".join(lines)
    after = Mark(offset=before.offset + len(data) + 1, lines=before.lines + len(lines))
    return Chunk(part, data, before.lines + 1, before, after, 0)


def raw():
    return [zlib.decompress(one.lines) for one in Segment.objects.order_by("pk")]


def test_a_batch_is_summary_raw_lines_window_and_position_at_once():
    counts = Pipeline().take([chunk(line(1, 70), line(2, 74), line(2, 74), b"?")], now=1_000)
    assert dict(counts) == {"new": 2, "duplicate": 1, "malformed": 1}
    assert list(summaries()) == [
        ("T1", "P100", "V1", "heart_rate", 2, 72.0, 70.0, 74.0, 8.0,
         "2026-01-05T10:00:01.000Z", "2026-01-05T10:00:02.000Z"),
    ]  # fmt: skip
    assert raw() == [line(1, 70) + b"\n" + line(2, 74)]
    assert [(one.events, one.duplicates, one.malformed, one.lines) for one in Position.objects.all()] == [(2, 1, 1, 4)]
    assert [(one.line, bytes(one.raw), one.late) for one in Quarantined.objects.all()] == [(4, b"?", False)]
    assert (Device.objects.get().duplicates, Trial.objects.get().team_id) == (1, None)
    assert msgspec.msgpack.decode(Segment.objects.get().series) == [Series.objects.get().pk]


def test_many_keys_and_devices_are_read_back_from_the_database():
    events = [line(1, n, device=f"D{n}", patient=f"P{n:04}", after=n) for n in range(1200)]
    Pipeline().take([chunk(*events)])
    counts = Pipeline().take([chunk(*events, line(2, 5, device="D7", patient="P0007", after=9), part="b")])
    assert (counts["new"], counts["duplicate"]) == (1, 1200)
    assert next(row for row in summaries() if row[1] == "P0007")[4:9] == (2, 6.0, 5.0, 7.0, 2.0)


def test_two_writers_who_take_turns_see_each_others_events():
    one, other = Pipeline(), Pipeline()
    for seq in range(1, 9):
        writer = one if seq % 3 else other
        assert writer.take([chunk(line(seq, seq), part=f"part {seq}")])["new"] == 1
        assert (other if writer is one else one).take([chunk(line(seq, seq), part=f"again {seq}")])["duplicate"] == 1
    assert [row[4:6] for row in summaries()] == [(8, 4.5)]


def test_a_chunk_that_another_process_has_committed_is_left_out():
    mine = chunk(line(1))
    Pipeline().take([mine])
    assert Pipeline().take([mine]).total() == 0
    assert Position.objects.get().events == 1


def test_a_commit_that_fails_leaves_nothing_and_can_be_tried_again(monkeypatch):
    pipeline = Pipeline()
    pipeline.take([chunk(line(1, 70))])
    before = list(summaries()), raw(), Position.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(store, "write_segment", lambda *_: (_ for _ in ()).throw(DatabaseError("disk full")))
        with pytest.raises(DatabaseError):
            pipeline.take([chunk(line(2, 90), part="b")])
    assert (list(summaries()), raw(), Position.objects.count()) == before
    assert pipeline.take([chunk(line(2, 90), part="b")])["new"] == 1
    assert [row[4:6] for row in summaries()] == [(2, 80.0)]


def test_what_is_too_late_is_counted_and_kept_with_its_line():
    events = [line(1), *(line(seq) for seq in range(3, 10_005))]
    counts = Pipeline().take([chunk(*events, line(2))])
    assert (counts["new"], counts["late"]) == (10_003, 1)
    found = Quarantined.objects.get()
    assert (found.late, found.line, bytes(found.raw)) == (True, 10_004, line(2))
    assert (Device.objects.get().late, Position.objects.get().late) == (1, 1)


@pytest.mark.parametrize(("files", "batch"), [(1, 10_000_000), (7, 3_000), (300, 100_000)])
def test_files_of_any_size_and_batches_of_any_size_give_the_same_bits(tmp_path, files, batch):
    stream = messy_stream(2_000)
    Pipeline().take([chunk(*sorted(set(stream)), part="truth")])
    told = list(summaries())
    for model in (Series, Device, Position, Segment):
        model.objects.all().delete()
    deliver(tmp_path, stream, files)
    counts = take_all(source=FolderSource(tmp_path, size=batch), pipeline=Pipeline(), batch=batch)
    assert (counts["new"], counts["duplicate"]) == (2_000, 20)
    assert repr(list(summaries())) == repr(told)


def test_an_initial_state_is_merged_once_however_often_it_is_given():
    key = ("T1", "P100", "V1", "heart_rate")
    state = state_of(count=2, mean=72.0, variance=8.0, low=70.0, high=74.0, first=BEGIN, last=BEGIN)
    pipeline = Pipeline()
    pipeline.take([chunk(line(1, 72))])
    assert [load_state(digest="abc", states={key: state}) for _ in range(2)] == [True, False]
    pipeline.take([chunk(line(2, 72), part="b")])
    assert [row[4:9] for row in summaries()] == [(4, 72.0, 70.0, 74.0, 8 / 3)]


def test_what_is_pushed_is_answered_line_by_line_and_needs_no_mark():
    pipeline = Pipeline()
    pushed = [line(2, 74), b"?", line(1, 70), line(2, 74)]
    assert [what for what, _ in pipeline.take_lines("device 1", pushed, 1.0)] == [
        "new", "malformed", "new", "duplicate",
    ]  # fmt: skip
    assert Pipeline().take_lines("device 1", [line(1, 70), line(3, 75)], 1.0) == [("duplicate", ""), ("new", "")]
    assert [row[4:6] for row in summaries()] == [(3, 73.0)]
    assert (Position.objects.get().lines, Position.objects.get().events) == (6, 3)
