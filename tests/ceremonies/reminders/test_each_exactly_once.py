"""Workers are killed at any statement, and everybody is reminded once: in the app and by letter."""

import os
import random
import signal
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes

import pytest
from django.db import connection

from ceremonies.meeting.rules import Kind
from ceremonies.reminders.services import remind_all
from ceremonies.schedule.services import schedule_ceremony
from stories.impediments.services import raise_impediment
from stories.models import Impediment
from teams.models import Letter, Notification
from teams.notifications.rules import Kind as Told
from teams.notifications.rules import Wish
from teams.notifications.services.choosing import choose_digest, choose_notifications
from teams.notifications.services.sending import send_due_letters
from tests.factories import make_member, make_running_sprint, make_team, owner_of

pytestmark = pytest.mark.django_db(transaction=True)
KILLS, SEED = int(os.environ.get("REMINDER_KILLS", "2")), 20261125
BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 13, 9, 6, tzinfo=UTC)  # nine minutes before the standup


class Moments:
    """Counts statements, before and after each; kills the process at one of them."""

    def __init__(self, last):
        self.last, self.passed = last, 0

    def __call__(self, execute, *statement):
        self._pass()
        answer = execute(*statement)
        self._pass()
        return answer

    def _pass(self):
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def work_in_a_process_of_its_own(act, last=0):
    """How the worker ended, and how many moments it lived through (0 if it was killed)."""
    connection.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            moments = Moments(last)
            with connection.execute_wrapper(moments):
                act()
            os.write(writing, str(moments.passed).encode())
        finally:
            os._exit(0)
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), int(said or 0)


def a_team_with_everything_due():
    """A standup in ten minutes, the sprint's last day, an old impediment; letters at once."""
    team = make_team(now=BEGUN)
    make_running_sprint(team, now=BEGUN)
    for _ in range(3):
        make_member(team, now=BEGUN)
    owner = owner_of(team)
    schedule_ceremony(
        team=team, kind=Kind.STANDUP, rhythm="weekly", weekdays=[0, 1, 2, 3, 4], at=time(9, 15), minutes=15,
        actor=owner, now=BEGUN,
    )  # fmt: skip
    raise_impediment(team=team, title="No certificate", actor=owner, now=BEGUN)
    Impediment.objects.update(owner=owner)
    for member in team.memberships.select_related("user"):
        choose_digest(user=member.user, has_digest=False, digest_at=time(8, 30), now=BEGUN)
        choose_notifications(user=member.user, wishes={kind: Wish(here=True, mail=True) for kind in Told})
    return team


def remind():
    remind_all(now=LAST_DAY)


def as_if_leases_ran_out():
    Letter.objects.filter(sent_at=None).update(lease_until=None)


def send():
    send_due_letters(now=LAST_DAY + timedelta(minutes=1))


def test_killed_workers_leave_nobody_unreminded_and_nobody_reminded_twice(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "scrum.mail.Files", str(tmp_path)
    team, chance = a_team_with_everything_due(), random.Random(SEED)
    wanted = {"ceremony": 4, "sprint": 4, "impediment": 1}

    def sent():
        return Counter(message_from_bytes(file.read_bytes())["To"] for file in tmp_path.glob("*.eml"))

    # What a worker does that nobody kills, to know how many moments there are; then everything is forgotten again.
    _, of_reminding = work_in_a_process_of_its_own(remind)
    _, of_sending = work_in_a_process_of_its_own(send)
    assert Counter(Notification.objects.values_list("kind", flat=True)) == wanted
    assert sent().total() == 9
    for file in tmp_path.iterdir():
        file.unlink()
    Notification.objects.all().delete()
    Letter.objects.all().delete()

    killed = 0
    for act, moments in ((remind, of_reminding), (send, of_sending)):
        for _ in range(KILLS):
            ended, _ = work_in_a_process_of_its_own(act, chance.randint(1, max(1, moments // 2)))
            killed += ended == -signal.SIGKILL
            as_if_leases_ran_out()
            work_in_a_process_of_its_own(remind, chance.randint(1, of_reminding))
    assert killed >= KILLS
    for act in (remind, send, remind, send):
        assert work_in_a_process_of_its_own(act)[0] == 0
    assert Counter(Notification.objects.values_list("kind", flat=True)) == wanted
    assert Letter.objects.filter(sent_at=None).count() == 0
    assert sent() == Counter({member.user.email: 2 for member in team.memberships.all()}) + Counter(
        [owner_of(team).email]
    )
