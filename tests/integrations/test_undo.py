"""An import can be taken back, and what people did since is not."""

import pytest

from core.errors import Conflict
from integrations.imports.services import discard_run, undo_run
from integrations.models import ImportRun
from sprints.ledger.triggers import missing_triggers
from sprints.models import Commitment, LedgerEvent, Sprint
from sprints.scope.services import add_to_sprint
from stories.backlog.services import rank_story
from stories.models import Epic, Label, Persona, Story
from stories.story.services import edit_story
from teams.models import Activity
from tests.factories import NOW, make_sprint, make_story, make_team, owner_of
from tests.integrations.files import import_all, upload

pytestmark = pytest.mark.django_db

STORIES = "Key,Title,Epic,Labels,Persona\nA-1,One,Alarms,x,Auditor\nA-2,Two,,y,\nA-3,Three,,y,\n"
HISTORY = "seq,committed,completed\n1,5,5\n2,6,4\n"


def undo(run):
    return undo_run(run=run, actor=owner_of(run.team), now=NOW)


def test_undo_takes_back_every_trace_of_a_backlog_and_leaves_our_own():
    team = make_team()
    mine = make_story(team, labels=[Label.objects.create(team=team, name="mine")])
    run = undo(import_all(team, STORIES, add_personas=True))
    assert list(Story.objects.all()) == [mine]
    assert (Epic.objects.count(), Label.objects.get().name) == (0, "mine")
    assert not Persona.objects.filter(name="Auditor").exists()
    assert (run.state, run.undone) == ("undone", {"sprints": 0, "stories": 3, "kept": []})
    assert Activity.objects.filter(verb="took back import").count() == 3
    assert Activity.objects.filter(verb="undid import", subject_id=run.pk, actor=owner_of(team)).exists()


def test_stories_that_were_worked_on_stay_and_are_named():
    team = make_team()
    run = import_all(team, STORIES, add_personas=True)
    one, two, three = Story.objects.order_by("number")
    edit_story(story=one, actor=owner_of(team), now=NOW, title="Better words")
    add_to_sprint(sprint=make_sprint(team), story=two, actor=owner_of(team), now=NOW)
    rank_story(story=three, actor=owner_of(team), now=NOW)
    run = undo(run)
    assert list(Story.objects.order_by("number")) == [one, two]
    assert run.undone == {"sprints": 0, "stories": 1, "kept": [one.key, two.key]}
    assert Epic.objects.get().name == "Alarms"
    assert Persona.objects.get(name="Auditor").stories.get() == one


def test_undo_erases_the_sprints_of_a_history_and_the_ledger_stays_protected():
    team = make_team()
    run = undo(import_all(team, HISTORY, "history"))
    assert (Sprint.objects.count(), LedgerEvent.objects.count(), Commitment.objects.count()) == (0, 0, 0)
    assert run.undone["sprints"] == 2
    assert missing_triggers() == []
    audit = Activity.objects.get(verb="erased history")
    assert (audit.actor, audit.changes["sprints"]) == (owner_of(team), ["Sprint 1", "Sprint 2"])


def test_after_an_undo_the_same_file_comes_in_again():
    team = make_team()
    undo(import_all(team, STORIES))
    undo(import_all(team, HISTORY, "history"))
    import_all(team, STORIES)
    import_all(team, HISTORY, "history")
    assert (Story.objects.count(), Sprint.objects.count()) == (3, 2)


def test_undo_works_once():
    run = import_all(make_team(), STORIES)
    undo(run)
    with pytest.raises(Conflict, match="undone already"):
        undo(run)


def test_what_has_not_come_in_is_thrown_away_not_undone():
    run = upload(make_team(), STORIES)
    with pytest.raises(Conflict, match="not come in yet"):
        undo(run)
    discard_run(run=run)
    assert not ImportRun.objects.exists()


def test_what_has_come_in_cannot_be_thrown_away():
    run = import_all(make_team(), STORIES)
    with pytest.raises(Conflict, match="finished"):
        discard_run(run=run)
