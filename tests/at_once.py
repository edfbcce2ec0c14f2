"""Runs acts at the same moment, each with its own connection."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any], refusals: type[Exception] | tuple = ()) -> list[Any]:
    """What each act answered, or the refusal (of the types given) that it raised."""
    start, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = act()
        except refusals as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
