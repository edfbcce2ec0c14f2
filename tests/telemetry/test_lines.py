"""What is an event and what is not, line by line."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_demo.dedupe.rules import Verdict, Window
from telemetry_demo.events import Malformed, decode_line
from telemetry_demo.pipeline import fold
from telemetry_demo.pipeline.fold import Batch, Memory, pieces
from telemetry_demo.sources.base import START, Chunk
from telemetry_demo.state.rules import State
from tests.telemetry.lines import BEGIN, line

GOOD = line()
MALFORMED = {
    "nothing": b"",
    "no JSON": b"heart rate 71",
    "half a line": GOOD[:-5],
    "two events in a line": GOOD + GOOD,
    "a list": b"[" + GOOD + b"]",
    "null": b"null",
    "a missing field": GOOD.replace(b'"visit"', b'"visits"'),
    "an empty name": line(patient=""),
    "a name that is too long": line(patient="P" * 201),
    "a name that is a number": line(patient=7),
    "a name with a zero byte": line(patient="P\x00"),
    "half a character": line(patient="\ud800"),
    "not UTF-8": GOOD.replace(b"P100", b"P\xff"),
    "UTF-16": GOOD.decode().encode("utf-16"),
    "number zero": line(seq=0, after=1),
    "a negative number": line(seq=-1, after=1),
    "a number that is a text": GOOD.replace(b'"seq": 1', b'"seq": "1"'),
    "a number with a fraction": line(seq=1.5, after=1),
    "a number that is true": GOOD.replace(b'"seq": 1', b'"seq": true'),
    "a number beyond 64 bits": line(seq=2**63, after=1),
    "a number of 4,000 digits": GOOD.replace(b'"seq": 1', b'"seq": ' + b"9" * 4000),
    "NaN": line(value=float("nan")),
    "infinity": line(value=float("inf")),
    "a value beyond doubles": GOOD.replace(b"71.5", b"1e999"),
    "a value that is a text": line(value="71.5"),
    "a value that is null": line(value=None),
    "a value that is true": line(value=True),
    "a time without a zone": GOOD.replace(b"Z", b""),
    "a day that does not exist": GOOD.replace(b"2026-01-05", b"2026-02-30"),
    "a time that is a number": line(ts=1767607200),
    "an abyss of brackets": line(note=0).replace(b'"note": 0', b'"note": ' + b"[" * 100_000 + b"]" * 100_000),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_is_refused_with_a_reason_and_harms_no_neighbour(text):
    with pytest.raises(Malformed) as refused:
        decode_line(text)
    assert str(refused.value)
    block = b"\n".join([GOOD, text, line(2)])
    memory = Memory()
    batch = Batch(memory, 1)
    batch.fold(Chunk("a file", block, 10, START, START, 0))
    assert b"\n".join(batch.blocks) == GOOD + b"\n" + line(2)
    assert memory.windows["D1"].ranges == [(1, 2)]
    if text and b"\n" not in text:
        assert [(bad.part, bad.line, bad.raw) for bad in batch.refused] == [("a file", 11, text)]


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(b" ", b""),
        b"  " + GOOD + b" \t",
        line(schema=2, battery={"volts": 3.1}),
        line(value=71),
        line(value=-1.5e-3),
        line(seq=2**63 - 1, after=1),
        GOOD.replace(b"Z", b"+02:00"),
        GOOD.replace(b".000Z", b".123456789Z"),
    ],
)
def test_what_json_and_the_format_allow_is_an_event(text):
    assert decode_line(text).patient == "P100"


def test_an_event_has_its_values():
    event = decode_line(GOOD)
    assert (event.trial, event.visit, event.device, event.seq, event.value) == ("T1", "V1", "D1", 1, 71.5)
    assert (event.ts - BEGIN).total_seconds() == 1


def test_windows_line_ends_and_blank_lines_are_no_part_of_the_data():
    block = b"\r\n".join([GOOD, b"", b"   ", line(2), b""])
    [parsed] = pieces(Chunk("a file", block, 1, START, START, 0))
    assert (parsed.lines, list(parsed.numbers), parsed.refused) == ([GOOD, line(2)], [1, 4], [])


def test_an_event_over_two_lines_beside_two_in_one_line_does_not_shift_raw_lines():
    first, second = GOOD.split(b", ", 1)
    block = b"\n".join([first + b",", second, GOOD + b" " + GOOD, line(2)])
    [parsed] = pieces(Chunk("a file", block, 1, START, START, 0))
    assert ([event.seq for event in parsed.events], parsed.lines, len(parsed.refused)) == ([2], [line(2)], 3)


def test_pieces_are_cut_at_lines_and_number_them_through(monkeypatch):
    monkeypatch.setattr(fold, "PIECE", 300)
    texts = [line(seq) for seq in range(1, 9)]
    found = list(pieces(Chunk("a file", b"\n".join([*texts[:5], b"?", *texts[5:]]), 1, START, START, 0)))
    assert len(found) > 2
    assert [text for parsed in found for text in parsed.split()] == texts
    assert [bad.line for parsed in found for bad in parsed.refused] == [6]
    assert [parsed.line(0)[0] for parsed in found if parsed.events][:2] == [1, 4]


@given(st.lists(st.tuples(st.integers(1, 30), st.floats(-1e308, 1e308), st.integers(-99, 99)), max_size=60))
def test_the_loop_that_folds_is_the_definition_of_states_and_windows(events):
    memory, state, window = Memory(), State(), Window()
    for number, some in enumerate([events[:20], events[20:]], 1):
        block = b"\n".join(line(seq, value, after=after) for seq, value, after in some)
        Batch(memory, number).fold(Chunk("a file", block, 1, START, START, 0))
    for seq, value, after in events:
        if window.take(seq) is Verdict.NEW:
            state.add(value, BEGIN + timedelta(seconds=after))
    if events:
        [found] = memory.states.values()
        assert repr(found.summary()) == repr(state.summary())
        assert memory.windows["D1"].ranges == window.ranges
