"""Events sent as devices send them by HTTP, each device with a key of its own."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from core.errors import Invalid
from telemetry_demo.edge.uplink import Away, TurnedAway, Uplink
from telemetry_demo.simulator.devices import Event, line

BATCH: Final = 50  # events of a device that are sent together
WAIT: Final = 1.0  # seconds until a batch is sent again


def post_events(
    events: Iterable[Event], *, uplinks: Mapping[str, Uplink], sleep: Callable[[float], None]
) -> Counter[str]:
    """Sends everything, again where the server was away; how many events became what.

    Raises Invalid at `keys` for a device without a key, or with one that the server does not take.
    """
    waiting: dict[str, list[bytes]] = {}
    counts: Counter[str] = Counter()
    for event in events:
        name = event["device"]
        if name not in uplinks:
            raise Invalid(f"There is no key for the device {name}.", field="keys", fix="Make one under Devices.")
        lines = waiting.setdefault(name, [])
        lines.append(line(event).rstrip(b"\n"))
        if len(lines) == BATCH:
            counts += _post(uplinks[name], waiting.pop(name), sleep)
    for name, lines in waiting.items():
        counts += _post(uplinks[name], lines, sleep)
    return counts


def _post(uplink: Uplink, lines: list[bytes], sleep: Callable[[float], None]) -> Counter[str]:
    while True:
        try:
            return Counter(result["status"] for result in uplink.send(lines))
        except Away as away:
            sleep(max(WAIT, away.seconds))
        except TurnedAway as problem:
            raise Invalid(f"{problem}", field="keys", fix="Make a new key under Devices.") from None
