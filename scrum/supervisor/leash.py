"""Children that cannot outlive their parent."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def leash() -> Callable[[], None]:
    """What a child runs between fork and exec: a session of its own, so that Ctrl-C reaches the
    supervisor alone, and on Linux an order to die when the supervisor dies, however it does.

    The kernel watches the thread that forked: call Popen from the main thread.
    """
    parent = os.getpid()
    # Loaded here: after a fork only async-safe work is allowed.
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def in_child() -> None:
        os.setsid()
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the order was given

    return in_child
