"""Signals as something that a loop can wait for."""

import select
import signal
import socket
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Alarm:
    """Wakes a sleeping loop when a child ends or when somebody asks for the end."""

    def __init__(self):
        self.stops_asked = 0
        self._ear, self._bell = socket.socketpair()
        for end in (self._ear, self._bell):
            end.setblocking(False)

    def listen(self) -> None:
        """Take over the process's signals; the handlers only count, the bell wakes the loop."""
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOPPING:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # under nohup
                signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stops_asked += 1

    def wait(self, seconds: float | None) -> None:
        """Sleep until a signal arrives, `seconds` at most."""
        ready, _, _ = select.select([self._ear], [], [], seconds)
        if ready:
            self._ear.recv(4096)
