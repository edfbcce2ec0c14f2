"""Devices number what their sensors measure and put it on the wire; a fleet is many devices on one clock."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from telemetry_demo.simulator.bodies import Sample, measured, some_body
from telemetry_demo.simulator.faults import NONE, Faults, sensed

Event = dict[str, Any]  # as docs/telemetry-simulator.md has it


@dataclass(frozen=True)
class Device:
    """A monitor and whom it is on."""

    name: str
    patient: str
    trial: str = "T1"
    visit: str = "V1"


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as the devices write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def numbered(device: Device, samples: Iterable[Sample], *, first: int = 1) -> Iterator[Event]:
    """The samples as events of the device, numbered from `first` by one."""
    for seq, sample in enumerate(samples, start=first):
        yield {
            "trial": device.trial, "patient": device.patient, "visit": device.visit, "device": device.name,
            "seq": seq, "ts": stamp(sample.at), "signal": sample.signal, "value": sample.value,
        }  # fmt: skip


def in_time_order(streams: Iterable[Iterator[Event]]) -> Iterator[Event]:
    """Several devices' events as one stream by their own clocks; each stream is in order already."""
    return heapq.merge(*streams, key=lambda event: event["ts"])


def fleet(
    *, patients: int, seed: int, start: datetime, every: timedelta, faults: Faults = NONE, trial: str = "T1"
) -> Iterator[Event]:
    """Events without end of `patients` simulated people, P100 onwards, each with a device and a chance of their own.

    The same arguments give the same events; a person's stream does not depend on how many others there are.
    """
    streams = []
    for index in range(patients):
        device = Device(name=f"D{index + 1}", patient=f"P{100 + index}", trial=trial)
        rng = Random(f"{seed}:{device.name}")  # noqa: S311 (a simulation, no secret)
        body = some_body(rng)
        begun = start + timedelta(milliseconds=rng.randrange(max(1, int(every.total_seconds() * 1000))))
        samples = measured(body=body, rng=rng, start=begun, every=every)
        streams.append(numbered(device, sensed(samples, faults=faults, rng=rng)))
    return in_time_order(streams)


def line(event: Event) -> bytes:
    """The event as one line of JSON with its line feed."""
    return msgspec.json.encode(event) + b"\n"
