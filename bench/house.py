"""The real house, started as `bin/run` starts it, on a free port and a fresh data directory."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from scrum.supervisor.leash import leash

PROJECT = Path(__file__).resolve().parent.parent
# What would make the house another one than a newcomer's.
OURS = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "TRUEPACE_ENV", "DEMO", "PORT", "DJANGO_SETTINGS_MODULE", "DEBUG")


class House:
    """A running Truepace; use it in a `with` statement.

    Started by `command`, which gets the options of bin/run. Its output is in `log`.
    """

    def __init__(self, *, demo: bool = False, environ: dict[str, str] | None = None, command: tuple[str, ...] = ()):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._folder = tempfile.TemporaryDirectory(prefix="truepace-house-", ignore_cleanup_errors=True)
        self.data_dir = Path(self._folder.name) / "data"
        self.environ = {name: value for name, value in os.environ.items() if name not in OURS} | (environ or {})
        self._command = command or (sys.executable, "-m", "scrum.supervisor")
        self._demo = () if demo else ("--no-demo",)
        self.process: subprocess.Popen | None = None

    @property
    def log(self) -> Path:
        """What the house has said so far."""
        return Path(self._folder.name) / "log"

    def __enter__(self) -> "House":
        self.start()
        try:
            self.await_page("/readyz")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start without waiting."""
        options = ("--port", str(self.port), "--data-dir", str(self.data_dir), *self._demo)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                (*self._command, *options),
                env=self.environ,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=leash(),  # a killed test or bench leaves no house behind
            )

    def await_page(self, path: str) -> None:
        """Wait until a page answers well. Raises RuntimeError with the log if the house ends instead."""
        while not answers_well(self.url + path):
            if self.process.poll() is not None:
                raise RuntimeError(f"The house ended with {self.process.returncode}:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> int:
        """Ask the house to stop and wait until it has; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait()

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all that run below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def child(self, mark: str) -> psutil.Process | None:
        """The child with `mark` among its arguments."""
        return next((one for one in self.processes()[1:] if any(mark in part for part in arguments(one))), None)

    def cpu_seconds(self) -> float:
        """Processor time that all processes have used so far."""
        return sum(times.user + times.system for times in (one.cpu_times() for one in self.processes()))

    def memory(self) -> int:
        """Bytes in use; pages that processes share count once."""
        return sum(one.memory_full_info().pss for one in self.processes())


def arguments(process: psutil.Process) -> list[str]:
    """A process's command line; empty once it has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers_well(url: str) -> bool:
    """Whether there is a page with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except OSError:  # refused, reset, or a status of 400 and more
        return False
