"""The signals that the trial's monitors send, with their units: what rules may name and simulators produce."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Signal:
    """A measured quantity; `low` and `high` bound what a sensor that works can report."""

    name: str
    unit: str
    low: float
    high: float


SIGNALS: Final = {
    signal.name: signal
    for signal in (
        Signal("heart_rate", "bpm", 20, 300),
        Signal("spo2", "%", 50, 100),
        Signal("activity", "steps/min", 0, 300),
        Signal("battery", "%", 0, 100),
    )
}
