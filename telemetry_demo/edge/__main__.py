"""``python -m telemetry_demo.edge``: the agent on a gateway."""

import argparse
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from core.errors import DomainError
from telemetry_demo.edge.agent import Agent
from telemetry_demo.edge.buffer import Buffer
from telemetry_demo.edge.source import LinesFile, Pipe, Recording, Source, beginning
from telemetry_demo.edge.uplink import Uplink
from telemetry_demo.simulator.recordings import replayed

IDLE = 0.1  # seconds


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m telemetry_demo.edge", description=__doc__)
    parser.add_argument("--server", required=True, metavar="URL", help="such as https://truepace.example")
    parser.add_argument("--name", required=True, help="the gateway's name; it sends as the device edge:NAME")
    parser.add_argument("--key-file", required=True, type=Path, help="a file with the device's key alone in it")
    parser.add_argument("--buffer", required=True, type=Path, metavar="FILE", help="where it keeps what waits")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--lines", metavar="FILE", help="JSON lines that a device writes; - reads a pipe")
    source.add_argument("--recording", type=Path, metavar="FILE.csv", help="replay recorded heart rates")
    parser.add_argument("--speed", type=float, default=1.0, help="of a recording (default: 1)")
    parser.add_argument("--live", action="store_true", help="tell silence by this machine's clock")
    parser.add_argument("--once", action="store_true", help="end when everything was read and sent")
    return parser.parse_args()


def _source(asked: argparse.Namespace, buffer: Buffer, place: int) -> Source:
    if asked.lines == "-":
        return Pipe(sys.stdin.buffer)
    if asked.lines:
        return LinesFile(Path(asked.lines), place, is_growing=not asked.once)
    start = beginning(buffer.recall("start"), datetime.now(UTC))
    buffer.keep([], {"start": start.isoformat().encode()})
    text = asked.recording.read_text(encoding="utf-8-sig").splitlines()
    return Recording(replayed(text, start=start), speed=asked.speed, clock=time.monotonic, place=place)


def run(asked: argparse.Namespace) -> None:
    """Until it is stopped, or everything is sent with `--once`."""
    buffer = Buffer(asked.buffer)
    uplink = Uplink(asked.server, asked.key_file.read_text(encoding="utf-8").strip())
    agent = Agent(name=asked.name, buffer=buffer, uplink=uplink, clock=time.monotonic, is_live=asked.live)
    source, problem = _source(asked, buffer, agent.place), ""
    while not (asked.once and source.is_over and not buffer.count()):
        moved = agent.read(source) + agent.talk()
        if agent.problem != problem:
            problem = agent.problem
            print(problem or "The server is back.", file=sys.stderr, flush=True)  # noqa: T201 (a program of its own)
        if not moved:
            time.sleep(IDLE)
    buffer.close()


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        run(_arguments())
    except (DomainError, OSError) as problem:
        sys.exit(f"edge: {getattr(problem, 'text', problem)}")
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
