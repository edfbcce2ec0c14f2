"""One commit for all that arrive while the commit before is still running."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, connection

MOST = 100  # wishes of one transaction


@dataclass
class _Ticket:
    """A wish with what became of it; a wish may be secret, so printing shows nothing."""

    wish: Any = field(repr=False)
    answer: Any = field(default=None, repr=False)
    error: BaseException | None = None
    is_done: bool = False
    turn: threading.Event = field(default_factory=threading.Event, repr=False)

    def collect(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.answer


class GroupCommit:
    """Runs `work`, which takes a list of wishes and gives their answers in the same order, in one transaction.

    Waiting for the disk is most of what a small write costs, so whoever comes while a transaction runs waits for its
    end, and the first of those that wait does the work of all. Nobody needs a thread of its own: one alone works at
    once, in its own thread and connection, and so does whoever is inside a transaction already. Answers are given
    after the commit. When `work` fails for several it is done again for each alone, so that one spoils no other; not
    when the database is away or locked, which is nobody's fault and would only be waited for once more by each.
    """

    def __init__(self, work: Callable[[Sequence], Sequence]):
        self._work = work
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._is_busy = False

    def submit(self, wish: Any) -> Any:
        """The answer to one wish. Raises what `work` raises for it."""
        return self.submit_all([wish])[0]

    def submit_all(self, wishes: Sequence) -> list:
        """The answers to wishes of one caller. Raises what `work` raises for the first that fails; others may be in."""
        if not wishes or connection.in_atomic_block:
            return list(self._work(wishes)) if wishes else []
        tickets = [_Ticket(wish) for wish in wishes]
        is_my_turn = self._leads(tickets)
        for ticket in tickets:
            if not is_my_turn:
                ticket.turn.wait()
            if not ticket.is_done:
                self._lead()
            is_my_turn = False
        return [ticket.collect() for ticket in tickets]

    def _leads(self, tickets: Sequence[_Ticket]) -> bool:
        with self._lock:
            self._waiting.extend(tickets)
            leads, self._is_busy = not self._is_busy, True
        return leads

    def _lead(self) -> None:
        with self._lock:
            tickets = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        self._answer(tickets)
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._is_busy = following is not None
        if following is not None:
            following.turn.set()
        for ticket in tickets:
            ticket.turn.set()

    def _answer(self, tickets: Sequence[_Ticket]) -> None:
        try:
            answers = self._work([ticket.wish for ticket in tickets])
        except (OperationalError, InterfaceError) as error:
            for ticket in tickets:  # the database is away or locked: each alone would wait as long once more
                ticket.error, ticket.is_done = error, True
            return
        except BaseException as error:
            if len(tickets) > 1:
                for ticket in tickets:
                    self._answer([ticket])
                return
            [ticket] = tickets
            ticket.error, ticket.is_done = error, True
            return
        for ticket, answer in zip(tickets, answers, strict=True):
            ticket.answer, ticket.is_done = answer, True
