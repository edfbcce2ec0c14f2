"""kill -9 at any moment leaves all or nothing, and the work goes on by itself (check M2)."""

import os
import random
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from integrations.imports import jobs, services
from integrations.imports.rules.run import Work
from integrations.imports.services import check_run
from integrations.models import ImportJob
from integrations.tasks import go_on_with_imports
from stories.models import Criterion, Label, SearchText, Story
from teams.models import Activity
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import upload

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, KILLS, SEED = 1500, 20, 20261125
FILE = "Key,Title,Epic,Labels,Points,Acceptance Criteria\n" + "".join(
    f"A-{n},Story {n},Epic {n % 7},label {n % 5},{n % 9},It works\n" for n in range(ROWS)
)


def checked_run(team):
    run = upload(team, FILE)
    check_run(run=run, now=NOW)
    run.refresh_from_db()
    return run


def what_came_in(run):
    """(finished, how many rows there are of each table); only none or all of it may ever be seen."""
    run.refresh_from_db()
    stories = Story.objects.filter(team=run.team)
    counts = {
        stories.count(),
        Criterion.objects.filter(story__team=run.team).count(),
        SearchText.objects.filter(story__team=run.team).count(),
        Activity.objects.filter(team=run.team, verb="imported", subject_type="story").count(),
        stories.exclude(epic=None).count(),
        run.team.last_story_number,
    }
    labels = Label.objects.filter(team=run.team).count()
    return run.state, ImportJob.objects.filter(run=run).exists(), counts, labels


NOTHING = ("checked", True, {0}, 0)
WHOLE = ("done", False, {ROWS}, 5)


class Moments:
    """Counts statements, before and after each, and looks at the clock; ends the process at one of them."""

    def __init__(self, last: int):
        self.last, self.passed = last, 0

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, execute, *statement):
        self()
        answer = execute(*statement)
        self()
        return answer


def work_in_a_process_of_its_own(job, moment):
    """How the worker ended, and how many moments it lived through (0 if it was killed)."""
    connection.close()  # no process may go on with another one's connection
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            moments, beat = Moments(moment), jobs.Lease.beat
            jobs.Lease.beat = lambda lease, done: (moments(), beat(lease, done))
            with connection.execute_wrapper(moments.around):
                services.carry_out(job)
            os.write(writing, str(moments.passed).encode())
        finally:
            os._exit(0)
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), int(said or 0)


def forget_the_dead():
    """As if the leases of the killed had run out."""
    ImportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def ask(run, work=Work.BRING_IN):
    return jobs.ask(run=run, work=work, actor=owner_of(run.team), now=NOW)


def test_twenty_kills_at_random_moments_leave_all_or_nothing_and_then_all(monkeypatch):
    monkeypatch.setattr(jobs, "MOST_ATTEMPTS", 10 * KILLS)
    monkeypatch.setattr(jobs, "_BEAT", 0.0)
    chance, first = random.Random(SEED), checked_run(make_team())
    ended, moments = work_in_a_process_of_its_own(ask(first).pk, 0)
    assert (ended, what_came_in(first)) == (0, WHOLE)

    run = checked_run(make_team("Atlas"))
    job, killed = ask(run), 0
    while killed < KILLS:
        ended, _ = work_in_a_process_of_its_own(job.pk, chance.randint(1, moments - 5))
        assert ended == -signal.SIGKILL
        killed += 1
        found = what_came_in(run)
        assert found in (NOTHING, WHOLE), f"after kill {killed}"
        if found == WHOLE:  # killed after the commit: the next one gets a team of its own
            run = checked_run(make_team(f"Team {killed}"))
            job = ask(run)
        forget_the_dead()
    go_on_with_imports()
    assert what_came_in(run) == WHOLE

    again = upload(run.team, FILE)
    report = check_run(run=again, now=NOW)
    assert (report.new, report.here) == (0, ROWS)


def test_a_killed_undo_leaves_everything_or_nothing_and_goes_on(monkeypatch):
    monkeypatch.setattr(jobs, "MOST_ATTEMPTS", 100)
    run = checked_run(make_team())
    services.bring_in(run=run, actor=owner_of(run.team), now=NOW)
    job = ask(run, Work.UNDO)
    chance = random.Random(SEED)
    for _ in range(4):
        ended, _ = work_in_a_process_of_its_own(job.pk, chance.randint(1, 40))
        assert ended == -signal.SIGKILL
        assert Story.objects.filter(team=run.team).count() == ROWS
        forget_the_dead()
    go_on_with_imports()
    run.refresh_from_db()
    assert (run.state, Story.objects.filter(team=run.team).count()) == ("undone", 0)
