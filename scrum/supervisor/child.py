"""A program that is kept running."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scrum.supervisor import rules
from scrum.supervisor.leash import leash


@dataclass(frozen=True, slots=True)
class Program:
    """What to start."""

    name: str
    command: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    directory: Path | None = None
    descriptors: tuple[int, ...] = ()

    def start(self) -> subprocess.Popen:
        """Start it on a leash."""
        return subprocess.Popen(  # noqa: S603  commands are ours
            self.command,
            env=self.environ,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            pass_fds=self.descriptors,
            preexec_fn=leash(),
        )


class Child:
    """One program and its current process."""

    def __init__(self, program: Program):
        self.program = program
        self._process: subprocess.Popen | None = None
        self._started = 0.0
        self._failures = 0
        self._due = 0.0

    def tend(self, now: float) -> float | None:
        """Start the process, again if need be; the seconds until this is due, None while it runs."""
        if self._process and self._process.poll() is not None:
            self._bury(now)
        if self._process is None and now >= self._due:
            self._process, self._started = self.program.start(), now
        return None if self._process else self._due - now

    def _bury(self, now: float) -> None:
        self._failures = rules.failures_in_a_row(self._failures, now - self._started)
        wait = rules.pause(self._failures)
        say(f"{self.program.name} ended with {self._process.returncode}; starting it again in {wait:g} s")
        self._kill_group()
        self._process, self._due = None, now + wait

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def await_stop(self, patience: float) -> None:
        """Wait `patience` seconds for the end, then kill it with everything that it started."""
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"{self.program.name} does not stop; killing it")
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        """Kill what is left of the process's session."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def stop_all(children: list[Child], patience: float) -> None:
    """Ask all to stop at once, then wait for each; none lives longer than `patience` seconds."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + patience
    for child in children:
        child.await_stop(max(0.0, deadline - time.monotonic()))


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
