"""Monitors that do not exist, as a way in: the demo's strip is alive without files or network."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from telemetry_demo.simulator.bodies import measured, some_body
from telemetry_demo.simulator.devices import Device, in_time_order, line, numbered, stamp
from telemetry_demo.sources.base import START, Chunk, Mark

PART = "simulated monitors"
EVERY = timedelta(seconds=0.5)


class SimulatedSource:
    """A modest ward: `patients` people whose devices begin to measure when the source is made.

    Their names carry the moment, so that the numbers of each device begin at 1, as real ones do.
    """

    def __init__(self, *, trial: str, patients: int, now: datetime):
        streams = []
        for index in range(patients):
            name = f"W{index + 1}-{now:%Y%m%d%H%M%S}"
            rng = Random(name)  # noqa: S311 (a simulation, no secret)
            samples = measured(body=some_body(rng), rng=rng, start=now + index * EVERY / patients, every=EVERY)
            streams.append(numbered(Device(name=name, patient=f"P{100 + index}", trial=trial, visit="V2"), samples))
        self._events = in_time_order(streams)
        self._next = next(self._events)

    def chunks(self, marks: Mapping[str, Mark]) -> Iterator[Chunk]:
        """What has been measured by now; it arrives when it is measured."""
        now, first, lines = stamp(datetime.now(UTC)), self._next["ts"], []
        while self._next["ts"] <= now:
            lines.append(line(self._next).rstrip(b"\n"))
            self._next = next(self._events)
        if lines:
            before = marks.get(PART, START)
            after = Mark(offset=before.offset + len(lines), lines=before.lines + len(lines))
            arrived = datetime.fromisoformat(first).timestamp()
            yield Chunk(PART, b"\n".join(lines), before.lines + 1, before, after, arrived)

    def committed(self, chunk: Chunk) -> None:
        """Nobody waits for an answer."""
