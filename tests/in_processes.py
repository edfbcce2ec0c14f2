"""Runs one act in many processes at the same moment, each with its own connection to the test's database."""

import os
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections


def in_processes(number: int, act: Callable[[], Any], refusals: type[Exception] | tuple = ()) -> list[Any]:
    """What the act answered in each process, or the name of the refusal (of the types given) that it raised.

    The test's data must be committed: mark it `django_db(transaction=True)`.
    """
    connections.close_all()  # a connection cannot be shared with a child
    fork = get_context("fork")
    start, answers = fork.Barrier(number), fork.SimpleQueue()

    def run() -> None:
        start.wait()
        try:
            answers.put(act())
        except refusals as refusal:
            answers.put(type(refusal).__name__)
        except BaseException as error:
            answers.put(repr(error))
        finally:
            connection.close()
            os._exit(0)  # what the parent would tidy up at its end is the parent's

    processes = [fork.Process(target=run) for _ in range(number)]
    for process in processes:
        process.start()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return found
