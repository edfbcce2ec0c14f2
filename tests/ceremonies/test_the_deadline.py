"""A room without a meeting reveals each story once, whoever comes to do it and however often (POK-6)."""

import os
import random
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ceremonies.models import Round
from ceremonies.poker.services.hosting import open_until
from ceremonies.tasks import reveal_due
from live.models import Topic
from tests.at_once import at_once
from tests.ceremonies.world import make_table

pytestmark = pytest.mark.django_db(transaction=True)
STORIES, KILLS, SEED = 3, 3, 20261125


def room_that_is_due():
    table = make_table(voters=1, stories=STORIES, start=False)
    deadline = timezone.now() + timedelta(hours=1)
    open_until(meeting=table.meeting, deadline=deadline, actor=None, now=timezone.now())
    for round_ in Round.objects.filter(item__room__meeting=table.meeting.pk):
        table.vote(table.seats[0], "5", round_id=round_.pk)
    table.meeting.poker.deadline = timezone.now()
    table.meeting.poker.save(update_fields=["deadline"])
    return table


def version(table) -> int:
    return Topic.objects.get(name=table.meeting.topic).version


def test_two_workers_at_the_same_moment_reveal_each_story_once():
    table = room_that_is_due()
    before = version(table)
    assert sorted(at_once(reveal_due, reveal_due)) == [0, STORIES]
    assert not Round.objects.filter(revealed_at=None).exists()
    assert version(table) == before + STORIES
    assert reveal_due() == 0


def killed_at(moment: int) -> int:
    """A worker in a process of its own, killed before its statement number `moment`; how it ended."""
    connection.close()  # no process may go on with another one's connection
    pid = os.fork()
    if pid == 0:
        passed = 0

        def count(execute, *statement):
            nonlocal passed
            passed += 1
            if passed == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*statement)

        try:
            with connection.execute_wrapper(count):
                reveal_due()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_killed_worker_leaves_all_or_nothing_revealed_and_the_next_one_goes_on():
    table, chance = room_that_is_due(), random.Random(SEED)
    before = version(table)
    for _ in range(KILLS):
        assert killed_at(chance.randint(2, 12)) == -signal.SIGKILL
        assert (Round.objects.exclude(revealed_at=None).count(), version(table)) == (0, before)
    assert reveal_due() == STORIES
    assert version(table) == before + STORIES
    assert [one.votes.count() for one in Round.objects.all()] == [1] * STORIES
