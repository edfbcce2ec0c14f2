from telemetry_demo.models.intake import Device, InitialState, Keeper, Position, Quarantined
from telemetry_demo.models.pace import Pace
from telemetry_demo.models.readings import Segment, Series, Trial

__all__ = [
    "Device",
    "InitialState",
    "Keeper",
    "Pace",
    "Position",
    "Quarantined",
    "Segment",
    "Series",
    "Trial",
]
