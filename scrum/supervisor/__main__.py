"""`bin/run`: starts Truepace, keeps it running, and stops all of it."""

import argparse
import fcntl
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from scrum import env
from scrum.supervisor import programs, redis
from scrum.supervisor.alarm import Alarm
from scrum.supervisor.child import Child, stop_all

HOST = "127.0.0.1"
# Seconds for open requests and running tasks to end.
PATIENCE = 10.0
REFUSED = 2


class CannotStart(Exception):
    """Something outside stands in the way; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Run until a signal asks for the end; the exit status."""
    environ = environment(options(arguments))
    try:
        run(env.read(environ), environ)
    except (CannotStart, env.Misconfigured, redis.NoRedis) as refusal:
        sys.stderr.write(f"Truepace cannot start: {refusal}\n")
        return REFUSED
    return 0


def options(arguments: list[str]) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="bin/run", description="Run Truepace on this computer.")
    parser.add_argument("--port", help="port of the web pages (8000)")
    parser.add_argument("--data-dir", help="folder of the database and everything else kept (var/)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo team")
    return parser.parse_args(arguments)


def environment(given: argparse.Namespace) -> dict[str, str]:
    """The environment of all children: ours, with what the command line says above it."""
    environ = dict(os.environ)
    if given.port:
        environ["PORT"] = given.port
    if given.data_dir:
        environ["DATA_DIR"] = str(Path(given.data_dir).absolute())
    if environ.get("TRUEPACE_ENV", env.Mode.LOCAL) == env.Mode.LOCAL:
        environ["DEMO"] = "0" if given.no_demo else environ.get("DEMO", "1")
    return environ


def run(house: env.House, environ: Mapping[str, str]) -> None:
    """Start everything in order, watch over it, and stop it in the opposite order.

    The web server loads while the data is being prepared, and waits behind a gate: a pipe whose
    closing opens it, for this web server and for every later one.
    """
    alarm = Alarm()
    with data_directory_lock(house.data_dir), listener(house.port) as web_socket:
        alarm.listen()
        entry, gate = os.pipe()
        below = [Child(program) for program in programs.foundations(house, environ)]
        web = Child(programs.web(environ, web_socket.fileno(), entry))
        above = [web, Child(programs.worker(environ)), Child(programs.telemetry(environ))]
        try:
            lay_foundations(house, below)
            web.tend(time.monotonic())
            if prepare(environ, alarm):
                os.close(gate)
                watch([*below, *above], alarm)
        finally:
            stop_all(above, PATIENCE)
            stop_all(below, PATIENCE)


def data_directory_lock(data_dir: Path) -> TextIO:
    """An open file whose lock says that this data directory is in use; freed by our end."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (data_dir / "supervisor.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CannotStart(f"another Truepace uses {data_dir}. Stop it, or choose another --data-dir.") from None
    return file


def listener(port: int) -> socket.socket:
    """The web's listening socket. We hold it, so that visitors wait in line while the web server
    is started again, instead of being refused."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((HOST, port))
    except OSError as error:
        opened.close()
        raise CannotStart(f"port {port} cannot be used ({error.strerror}). Choose another --port.") from None
    opened.listen(1024)
    return opened


def lay_foundations(house: env.House, children: list[Child]) -> None:
    """Start what the rest stands on, and wait until it answers."""
    for child in children:
        child.tend(time.monotonic())
        redis.await_answer(env.embedded_redis_socket(house.data_dir))


def prepare(environ: Mapping[str, str], alarm: Alarm) -> bool:
    """Bring the data up to date and greet; False if somebody asked for the end meanwhile.

    Raises CannotStart if it fails.
    """
    process = programs.preparation(environ).start()
    while process.poll() is None and not alarm.stops_asked:
        alarm.wait(None)
    if process.poll() is None:
        process.kill()
        process.wait()
        return False
    if process.returncode:
        raise CannotStart("the data could not be prepared; the reason stands above.")
    return True


def watch(children: list[Child], alarm: Alarm) -> None:
    """Keep all children running until a signal asks for the end."""
    while not alarm.stops_asked:
        waits = [wait for child in children if (wait := child.tend(time.monotonic())) is not None]
        alarm.wait(min(waits, default=None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
