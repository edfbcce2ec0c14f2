"""What is an event and what is not, line by line."""

import pytest

from telemetry_demo.events import Malformed, decode_line
from telemetry_demo.pipeline.fold import Batch, Memory, parse
from telemetry_demo.sources.base import START, Chunk
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
    batch = Batch(Memory(), 1)
    batch.fold(parse(Chunk("a file", block, 10, START, START, 0)))
    assert [event.seq for event in batch.events] == [1, 2]
    assert batch.lines == [GOOD, line(2)]
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
    parsed = parse(Chunk("a file", block, 1, START, START, 0))
    assert (parsed.lines, list(parsed.numbers), parsed.refused) == ([GOOD, line(2)], [1, 4], [])


def test_an_event_over_two_lines_beside_two_in_one_line_does_not_shift_raw_lines():
    first, second = GOOD.split(b", ", 1)
    block = b"\n".join([first + b",", second, GOOD + b" " + GOOD, line(2)])
    parsed = parse(Chunk("a file", block, 1, START, START, 0))
    assert ([event.seq for event in parsed.events], parsed.lines, len(parsed.refused)) == ([2], [line(2)], 3)
