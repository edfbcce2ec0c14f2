"""What comes while a transaction runs is done together in the next one, and answered after it."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from core.group_commit import GroupCommit


class Desk:
    """Work that can be held up, and remembers what it was given."""

    def __init__(self):
        self.batches, self.begun, self.may_end = [], threading.Event(), threading.Event()
        self.commit = GroupCommit(self.work)
        self.answers = {}

    def work(self, wishes):
        self.batches.append(list(wishes))
        self.begun.set()
        self.may_end.wait(60)
        if "poison" in wishes:
            raise ValueError("poison")
        if "locked" in wishes:
            raise OperationalError("database is locked")
        return [wish.upper() for wish in wishes]

    def ask(self, wish):
        try:
            self.answers[wish] = self.commit.submit(wish)
        except (ValueError, OperationalError) as error:
            self.answers[wish] = str(error)
        finally:
            connection.close()

    def open_with(self, *wishes):
        """The first wish is at work; the others come meanwhile."""
        threads = [threading.Thread(target=self.ask, args=(wish,)) for wish in wishes]
        threads[0].start()
        self.begun.wait(60)
        for number, thread in enumerate(threads[1:], 1):
            thread.start()
            while len(self.commit._waiting) < number:
                pass
        assert self.answers == {}
        self.may_end.set()
        for thread in threads:
            thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_who_comes_meanwhile_shares_the_next_transaction():
    desk = Desk()
    desk.open_with("a", "b", "c", "d")
    assert desk.batches == [["a"], ["b", "c", "d"]]
    assert desk.answers == {"a": "A", "b": "B", "c": "C", "d": "D"}


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_spoils_no_other():
    desk = Desk()
    desk.open_with("a", "b", "poison", "d")
    assert desk.batches == [["a"], ["b", "poison", "d"], ["b"], ["poison"], ["d"]]
    assert desk.answers == {"a": "A", "b": "B", "poison": "poison", "d": "D"}


@pytest.mark.django_db(transaction=True)
def test_who_is_inside_a_transaction_waits_for_nobody_and_takes_nobody_along():
    desk = Desk()
    desk.may_end.set()
    with transaction.atomic():
        assert desk.commit.submit("a") == "A"
    assert desk.commit.submit("b") == "B"
    assert desk.batches == [["a"], ["b"]]


@pytest.mark.django_db(transaction=True)
def test_wishes_of_one_caller_are_done_together_in_their_order_and_more_than_fit_in_turns(monkeypatch):
    desk = Desk()
    desk.may_end.set()
    assert desk.commit.submit_all([]) == []
    assert desk.commit.submit_all(["a", "b", "c"]) == ["A", "B", "C"]
    monkeypatch.setattr("core.group_commit.MOST", 2)
    assert desk.commit.submit_all(["d", "e", "f", "g", "h"]) == ["D", "E", "F", "G", "H"]
    assert desk.batches == [["a", "b", "c"], ["d", "e"], ["f", "g"], ["h"]]


@pytest.mark.django_db(transaction=True)
def test_one_caller_with_many_shares_a_transaction_with_callers_of_one():
    desk = Desk()

    def ask_twice():
        desk.answers["many"] = desk.commit.submit_all(["b", "c"])
        connection.close()

    many = threading.Thread(target=ask_twice)
    first = threading.Thread(target=desk.ask, args=("a",))
    first.start()
    desk.begun.wait(60)
    many.start()
    while len(desk.commit._waiting) < 2:
        pass
    last = threading.Thread(target=desk.ask, args=("d",))
    last.start()
    while len(desk.commit._waiting) < 3:
        pass
    desk.may_end.set()
    for thread in (first, many, last):
        thread.join(60)
    assert desk.batches == [["a"], ["b", "c", "d"]]
    assert desk.answers == {"a": "A", "many": ["B", "C"], "d": "D"}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_locked_is_waited_for_once_by_all():
    desk = Desk()
    desk.open_with("a", "b", "locked", "c")
    assert desk.batches == [["a"], ["b", "locked", "c"]]
    assert desk.answers == {"a": "A"} | dict.fromkeys(("b", "locked", "c"), "database is locked")
