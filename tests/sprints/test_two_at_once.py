"""Two people press at the same moment: one sprint, one commitment, one friendly answer (SPR-3, SPR-6)."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from core.errors import Conflict
from sprints.ledger.rules import EventKind
from sprints.models import Commitment, LedgerEvent, Sprint
from sprints.planning.services import commit_sprint, create_sprint
from sprints.rules import SprintState
from tests.factories import NOW, make_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    monkeypatch.setattr("live.bus.broadcast", lambda *frame: None)


def at_once(*acts):
    """What each act answered or how it was refused; all start together, each with its own connection."""
    start, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            answers[place] = act()
        except Conflict as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Conflict)]


def test_two_commits_of_one_sprint_make_one_commitment():
    team = make_team()
    sprint, actor = make_sprint(team, stories=[make_story(team), make_story(team)]), owner_of(team)
    answers = at_once(*[lambda: commit_sprint(sprint=sprint, actor=actor, now=NOW)] * 4)
    assert [str(refusal) for refusal in refusals(answers)] == ["Sprint 1 is committed already."] * 3
    assert Commitment.objects.count() == 1
    assert Commitment.objects.get().stories.count() == 2
    assert LedgerEvent.objects.filter(kind=EventKind.COMMITTED).count() == 2


def test_two_sprints_of_one_team_cannot_start_side_by_side():
    team = make_team()
    actor, sprints = owner_of(team), [make_sprint(team, stories=[make_story(team)]) for _ in range(2)]
    answers = at_once(*[lambda s=s: commit_sprint(sprint=s, actor=actor, now=NOW) for s in sprints])
    [refusal] = refusals(answers)
    assert "is still running" in str(refusal)
    assert Sprint.objects.filter(state=SprintState.ACTIVE).count() == Commitment.objects.count() == 1


def test_planning_the_same_sprint_twice_plans_it_once():
    team = make_team()
    dates = {"start_date": date(2026, 11, 2), "end_date": date(2026, 11, 13)}
    answers = at_once(*[lambda: create_sprint(team=team, actor=None, now=NOW, number=1, **dates)] * 3)
    assert len(refusals(answers)) == 2
    assert [sprint.number for sprint in team.sprints.all()] == [1]
