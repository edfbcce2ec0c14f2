"""With an Idempotency-Key a request acts once, however often and from wherever it comes."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from stories.models import Epic, Story
from teams.models import KeptAnswer
from teams.services.members import remove_member
from teams.tasks import forget_old_answers
from tests.api.asking import EVERY_SCOPE, Program
from tests.factories import NOW, make_member, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def program(team):
    return Program(owner_of(team), *EVERY_SCOPE)


def write(program, team, key="k-1", **more):
    return program.post("story-list", {"team": team.pk, "title": "Once", **more}, key=key)


def test_the_same_request_again_gets_the_first_answer_and_acts_once(program, team):
    first, second = write(program, team), write(program, team)
    assert (first.status_code, second.status_code, Story.objects.count()) == (201, 201, 1)
    assert first.content == second.content
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")


def test_another_request_with_the_key_is_refused(program, team):
    write(program, team)
    answer = write(program, team, title="Another")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_used")
    assert Story.objects.count() == 1


def test_the_order_of_fields_makes_no_other_request(program, team):
    program.post("story-list", {"team": team.pk, "title": "Once"}, key="k")
    assert program.post("story-list", {"title": "Once", "team": team.pk}, key="k").status_code == 201


def test_without_a_key_each_request_acts(program, team):
    write(program, team, key=None)
    write(program, team, key=None)
    assert Story.objects.count() == 2


def test_a_refused_request_may_come_again_with_its_key(program, team):
    assert write(program, team, title="").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert write(program, team).status_code == 201


@pytest.mark.parametrize("key", ["two words", "é", "x" * 256])
def test_a_key_that_cannot_be_one_is_refused(program, team, key):
    answer = write(program, team, key=key)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert Story.objects.count() == 0


def test_changing_and_deleting_take_keys_too(program, team):
    story = write(program, team).json()["id"]
    for _ in range(2):
        assert program.ask("PATCH", "story-detail", {"title": "Better"}, key="k-2", pk=story).status_code == 200
    for _ in range(2):
        assert program.ask("DELETE", "story-detail", key="k-3", pk=story).status_code == 204


def test_keys_of_different_senders_do_not_meet(program, team):
    write(program, team)
    write(Program(make_member(team), *EVERY_SCOPE), team)
    assert Story.objects.count() == 2


def test_who_has_left_is_not_answered_again(team):
    member = make_member(team)
    program = Program(member, *EVERY_SCOPE)
    assert write(program, team).status_code == 201
    remove_member(membership=team.memberships.get(user=member), actor=None, now=NOW)
    assert write(program, team).status_code == 404


def test_answers_are_kept_for_a_day(program, team):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=23, minutes=59), tick=False):
        write(program, team)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=47, minutes=58), tick=False):
        assert forget_old_answers() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=48), tick=False):
        assert forget_old_answers() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_act_once():
    team = make_team()
    program, answers = Program(owner_of(team), *EVERY_SCOPE), []
    start = threading.Barrier(4)

    def ask():
        start.wait()
        answers.append(program.post("epic-list", {"team": team.pk, "name": "Night"}, key="k"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted("Idempotency-Replayed" in answer for answer in answers) == [False, True, True, True]
    assert Epic.objects.count() == 1


DIES_BEFORE_COMMIT = """
import os, signal, sys
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from teams.idempotency import requests
from tests.api.asking import Program
from teams.models import User, AccessToken

def killed(view, answer):
    os.kill(os.getpid(), signal.SIGKILL)

requests._effect = killed
program = Program(User.objects.get(pk=int(sys.argv[2])), "stories")
program.secret = sys.argv[3]
program.post("story-list", {"team": int(sys.argv[4]), "title": "Once"}, key="k-1")
"""


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_effect_and_commit_leaves_neither_and_the_key_is_free():
    team = make_team()
    program = Program(owner_of(team), *EVERY_SCOPE)
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    where = (str(connection.settings_dict["NAME"]), str(owner_of(team).pk), program.secret, str(team.pk))
    died = subprocess.run(
        [sys.executable, "-c", DIES_BEFORE_COMMIT, *where], env=environ, capture_output=True, text=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (Story.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert write(program, team).status_code == 201
    assert Story.objects.count() == 1
